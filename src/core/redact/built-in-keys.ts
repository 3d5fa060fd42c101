import type { KeyRule } from './key-rules.ts'

// What may stand before, as in `x-api-key`, `X-Amz-Security-Token`, `newPassword`, `userEmail`.
const WHOSE =
  'x|amz|amzn|aws|goog|new|old|current|previous|temporary|confirm|user|admin|client|contact|home|work|mobile|billing|shipping|street|postal|master|root|db|database|pg|access|id|refresh|session|security|auth|authorization|nextauth|bearer|api|csrf|xsrf|jwt|reset|signing|app|webhook|shared'.split(
    '|',
  )

/** Names of one of each of these parts. */
type Names = readonly [rule: KeyRule, ...parts: readonly string[]]

const NAMES: readonly Names[] = [
  ['always', 'password|passwd|pwd|passphrase|passcode', '|s', '|hash|confirmation'],
  [
    'always',
    'creditcard|debitcard|bankaccount|passport|ssn|socialsecurity|phone|telephone',
    '|number|numbers',
  ],
  ['always', 'card|cc|mobile', 'number'],
  ['always', '|card', 'cvv|cvc', '|2'],
  ['always', 'security|pin|verification|authorization', 'code'],
  ['always', 'otp|iban|taxid|nationalid|dateofbirth|dob|birthdate|birthday'],
  ['text', 'token|secret|secrets|authorization|proxyauthorization|csrf|xsrf|jwt|pass'],
  ['text', '|set', 'cookie', '|s'],
  ['text', 'credential|credentials|sig|signature|accesskeyid|sessionid|street'],
  [
    'text',
    'api|private|secret|access|secretaccess|sharedaccess|encryption|signing|ssh|master|account',
    'key',
    '|s',
  ],
  ['text', 'secret', 'string|hash|binary'],
  ['text', 'email', '|s', '|address'],
  ['text', 'address', '|line', '|0|1|2|3|4|5|6|7|8|9'],
  ['text', 'first|last|middle|full|given|family|sur|user|real', 'name'],
]
// Of all of them one pattern could be made, but V8 takes a millisecond to compile it, of a first request's.
let rules: ReadonlyMap<string, KeyRule> | undefined

function rulesByName(): ReadonlyMap<string, KeyRule> {
  rules ??= new Map(
    NAMES.flatMap(([rule, ...parts]) => combined(parts).map((name) => [name, rule])),
  )
  return rules
}

function combined([first = '', ...rest]: readonly string[]): readonly string[] {
  const ends = rest.length === 0 ? [''] : combined(rest)
  return first.split('|').flatMap((begin) => ends.map((end) => begin + end))
}

/** How a member of a name without case and separators is treated where nothing else is said. */
export function builtInRule(name: string): KeyRule {
  for (let at = 0; at < name.length; at += 1) {
    const rule = rulesByName().get(name.slice(at))
    if (rule !== undefined && isWhose(name.slice(0, at))) return rule
  }
  return 'none'
}

function isWhose(text: string): boolean {
  if (text === '') return true
  return WHOSE.some((word) => text.endsWith(word) && isWhose(text.slice(0, -word.length)))
}
