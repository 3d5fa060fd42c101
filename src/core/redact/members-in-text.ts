import { MEMBER, memberOf } from './member-in-text.ts'
import type { MemberRule } from './member-names.ts'
import { valueAt } from './member-value.ts'

/** How members are treated by their names, and what stands for a value then. */
export interface Masking {
  readonly ruleOf: (name: string) => MemberRule
  readonly masked: (rule: MemberRule, value: string) => string
}

/** Masks, in a text, the values of members by their names. */
export function maskMembers(text: string, { ruleOf, masked }: Masking): string {
  let result = ''
  let done = 0
  MEMBER.lastIndex = 0
  for (let found = MEMBER.exec(text); found !== null; found = MEMBER.exec(text)) {
    const member = memberOf(found, ruleOf)
    if (member === undefined) continue
    const value = valueAt(text, MEMBER.lastIndex, member)
    if (value === undefined) continue
    const { from, to, quotes } = value
    result += text.slice(done, from) + quotes + masked(member.rule, text.slice(from, to)) + quotes
    done = to
    MEMBER.lastIndex = to
  }
  return result + text.slice(done)
}
