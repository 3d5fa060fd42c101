import { memberOf, memberPattern } from './member-in-text.ts'
import type { MemberNames, MemberRule } from './member-names.ts'
import { valueAt } from './member-value.ts'

/**
 * Creates what masks, in a text, the values of members by their names.
 * @param masked gives what stands for a value
 */
export function memberMasker(
  { ruleOf, endings }: MemberNames,
  masked: (rule: MemberRule, value: string) => string,
): (text: string) => string {
  const pattern = memberPattern(endings)
  return (text) => {
    let result = ''
    let done = 0
    pattern.lastIndex = 0
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      const member = memberOf(found, ruleOf)
      if (member === undefined) continue
      const value = valueAt(text, pattern.lastIndex, member)
      if (value === undefined) continue
      const { from, to, quotes } = value
      result += text.slice(done, from) + quotes + masked(member.rule, text.slice(from, to)) + quotes
      done = to
      pattern.lastIndex = to
    }
    return result + text.slice(done)
  }
}
