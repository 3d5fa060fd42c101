import type { KeyRule } from './built-in-keys.ts'
import { MAX_KEY_LENGTH } from './key-rules.ts'

/** Looks up the rule of a key. */
export type RuleOf = (name: string) => KeyRule

// Members that name what a value beside them is: of a header, a form's field, an issue of a validator.
const NAMED =
  /(?:name|key|field|path|property|param|header)["'`\\]*\s?[:=]\s*(\[[^\]]*|["'`\\]*[^"'`\\,}\n>]*)/gi
/** Characters of the text before and after a member that are searched. */
const LENGTH = 500

/** Returns the rule of a member at an index of a text that another member of its object tells about. */
export function ruleBeside(text: string, index: number, member: string, ruleOf: RuleOf): KeyRule {
  const before = text.slice(Math.max(0, index - LENGTH), index)
  const [after = ''] = text.slice(index, index + LENGTH).split('}', 1)
  const members =
    before.slice(Math.max(before.lastIndexOf('{'), before.lastIndexOf('<')) + 1) + after
  // A part of a JSON Web Key (RFC 7517); the parts before it may be masked already.
  if (member.length < 3)
    return /kty/.test(members) ? 'text' : /redacted/.test(members) ? 'random' : 'none'
  const sql = /\b(?:insert|update|select|delete)\s/i
  const names = sql.test(members)
    ? members.match(/\w+/g)
    : Array.from(members.matchAll(NAMED), ([, name = '']) => name)
  const rules = names?.map((name) => ruleOf(name.slice(-MAX_KEY_LENGTH)))
  return rules?.find((rule) => !/none|kept|beside/.test(rule)) ?? 'none'
}
