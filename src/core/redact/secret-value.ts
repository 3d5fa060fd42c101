import { safeGet } from '../lib/safe-get.ts'
import type { KeyRule } from './built-in-keys.ts'
import { looksRandom } from './random-text.ts'

/** Whether a value under a key has to be masked. */
export function isSecret(rule: KeyRule, value: unknown): boolean {
  if (rule === 'always' || rule === 'pseudonym') return true
  if (rule === 'random') return /^[sn]/.test(typeof value) && looksRandom(`${value}`)
  // A list may say what is wrong with the value: `{ password: ['required'] }`.
  if (typeof value === 'object') return !isHarmless(safeGet(value, '0'))
  return typeof value === 'string'
    ? value !== '' && !isHarmless(value)
    : rule === 'value' && typeof value !== 'boolean'
}

/** Whether a value, or the first item of a list, says itself that it is no secret. */
export function isHarmless(value: unknown): boolean {
  // What forms and validators say of a value: `required`, `is too short`. Placeholders, signals,
  // references to where a secret is kept, and addresses of machines.
  const harmless =
    /^(?:(?:is|must|can(?:not|'t)|not|too|this|path|already|missing|(?:in|un)?(?:valid|available|verified|known|set)|incorrect|required|expired|disabled|denied|failed|mismatch|taken|sent|present|null|undefined|none|true|false|yes|on|ok|sig[a-z]+)(?![\w=@/+-])|arn:|alias\/|aws\/|(?:\d+\.){3}\d|localhost|(?:\*+|[?:]\w*|[\w ]*<[\w -]*>|\$(?:\d+|{\w+})|[\da-f]*::[\da-f:]*)$)/i
  return typeof value === 'string' && harmless.test(value)
}
