import { it } from 'vitest'
import type { TracingOptions } from '../../../src/index.ts'

it('what is masked may come from the environment, also where an optional option may not be undefined', () => {
  const { PSEUDONYM_KEY: key, KEYS } = process.env
  const redact: TracingOptions['redact'] = { key, keys: KEYS?.split(','), allow: undefined }
  return redact
})
