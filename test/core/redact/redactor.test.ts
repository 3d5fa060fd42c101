import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redact/redactor.ts'
import { LOOK_ALIKES } from './look-alikes.ts'
import { LEAKS } from './secrets.ts'

const { text, isPlain } = createRedactor()

describe('the lists of secrets and of look-alikes', () => {
  it('have more than 60 texts each', () => {
    expect(LEAKS.length).toBeGreaterThan(60)
    expect(LOOK_ALIKES.length).toBeGreaterThan(60)
  })
})

describe('a text with secrets', () => {
  it.each(LEAKS)('has all of them masked: $text', ({ text: given, secrets, kept }) => {
    const masked = text(given)
    for (const secret of secrets) {
      expect(given).toContain(secret)
      expect(masked).not.toContain(secret)
    }
    expect(masked).toContain(kept ?? '[redacted]')
    expect(masked).toContain('[redacted]')
  })

  it.each(LEAKS)('is not changed by a second masking: $text', ({ text: given }) => {
    expect(text(text(given))).toBe(text(given))
  })
})

describe('a text with a colon', () => {
  it.each(['orders:get', 'users:list', 'service:s3:putObject', 'report:create', 'at 14:30:00'])(
    'is plain, which saves the search for secrets: %s',
    (given) => {
      expect(isPlain(given)).toBe(true)
    },
  )
})

describe('a text without secrets', () => {
  it.each(LOOK_ALIKES)('is not changed: %s', (given) => {
    expect(text(given)).toBe(given)
  })
})
