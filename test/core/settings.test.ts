import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { resolveOptions } from '../../src/core/settings.ts'

it('the settings keep neither the key of pseudonyms nor the salt of sampling', () => {
  const secret = 'sixteen characters and more'
  const settings = resolveOptions(
    { redact: { key: secret, pseudonymize: ['userId'] }, sampling: { rate: 0.5, salt: secret } },
    'lambda',
  )
  expect(settings.redactor.maskedValue('userId', 'u1')).toMatch(/^hash:/)
  expect(inspect(settings, { depth: Number.POSITIVE_INFINITY })).not.toContain(secret)
})
