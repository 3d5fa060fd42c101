import { type RuleOf, ruleBeside } from './beside.ts'
import type { KeyRule } from './built-in-keys.ts'
import { KEY, matchKey } from './key-match.ts'
import { matchValue } from './value-match.ts'

/** The rule of a key, and what is written instead of its value. */
export interface Masking {
  readonly ruleOf: RuleOf
  readonly masked: (rule: KeyRule, value: string) => string
}

/** Masks the values in a text whose keys have a rule. */
export function maskValues(text: string, { ruleOf, masked }: Masking): string {
  let result = ''
  let done = 0
  KEY.lastIndex = 0
  for (let found = KEY.exec(text); found !== null; found = KEY.exec(text)) {
    const key = matchKey(found, ruleOf)
    if (key === undefined) continue
    const isBeside = key.rule === 'beside'
    const rule = isBeside ? ruleBeside(text, found.index, key.name, ruleOf) : key.rule
    const value = rule === 'none' ? undefined : matchValue(text, KEY.lastIndex, { ...key, rule })
    if (value === undefined) continue
    const { from, to, quotes } = value
    result += text.slice(done, from) + quotes + masked(rule, text.slice(from, to)) + quotes
    done = to
    KEY.lastIndex = to
  }
  return result + text.slice(done)
}
