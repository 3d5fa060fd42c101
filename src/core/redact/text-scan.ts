import { KEY, matchKey } from './key-match.ts'
import type { KeyRule } from './key-rules.ts'
import { matchValue } from './value-match.ts'

/** How members are treated by their names, and what stands for a value then. */
export interface Masking {
  readonly ruleOf: (name: string) => KeyRule
  readonly masked: (rule: KeyRule, value: string) => string
}

/** Masks, in a text, the values of members by their names. */
export function maskMembers(text: string, { ruleOf, masked }: Masking): string {
  let result = ''
  let done = 0
  KEY.lastIndex = 0
  for (let found = KEY.exec(text); found !== null; found = KEY.exec(text)) {
    const member = matchKey(found, ruleOf)
    if (member === undefined) continue
    const value = matchValue(text, KEY.lastIndex, member)
    if (value === undefined) continue
    const { from, to, quotes } = value
    result += text.slice(done, from) + quotes + masked(member.rule, text.slice(from, to)) + quotes
    done = to
    KEY.lastIndex = to
  }
  return result + text.slice(done)
}
