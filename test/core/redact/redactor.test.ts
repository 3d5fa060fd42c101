import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redact/redactor.ts'
import { LOOK_ALIKES } from './look-alikes.ts'
import { LEAKS } from './secrets.ts'

const { text, isPlain } = createRedactor()

describe('the corpora', () => {
  it('hold at least 60 texts each', () => {
    expect(LEAKS.length).toBeGreaterThan(60)
    expect(LOOK_ALIKES.length).toBeGreaterThan(60)
  })
})

describe('a text with secrets', () => {
  it.each(LEAKS)('keeps none of them: $text', ({ text: given, secrets, kept }) => {
    const masked = text(given)
    for (const secret of secrets) {
      expect(given).toContain(secret)
      expect(masked).not.toContain(secret)
    }
    expect(masked).toContain(kept ?? '[redacted]')
    expect(masked).toContain('[redacted]')
  })

  it.each(LEAKS)('is left as it is the second time: $text', ({ text: given }) => {
    expect(text(text(given))).toBe(text(given))
  })
})

describe('a text with a colon', () => {
  it.each(['orders:get', 'users:list', 'service:s3:putObject', 'report:create', 'at 14:30:00'])(
    'is seen at once to be plain: %s',
    (given) => {
      expect(isPlain(given)).toBe(true)
    },
  )
})

describe('a text with nothing secret', () => {
  it.each(LOOK_ALIKES)('is left as it is: %s', (given) => {
    expect(text(given)).toBe(given)
  })
})
