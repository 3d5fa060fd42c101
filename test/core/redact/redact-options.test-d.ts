import { it } from 'vitest'
import type { TracingOptions } from '../../../src/index.ts'

it('redact accepts undefined for each option, as environment variables give it', () => {
  const { PSEUDONYM_KEY: key, KEYS } = process.env
  const redact: TracingOptions['redact'] = { key, keys: KEYS?.split(','), allow: undefined }
  return redact
})

it('names to mask may be regular expressions, names to keep may not', () => {
  const redact: TracingOptions['redact'] = { keys: ['*Ref', /^x-internal-/] }
  // @ts-expect-error
  const wrong: TracingOptions['redact'] = { allow: [/^x-internal-/] }
  return [redact, wrong]
})
