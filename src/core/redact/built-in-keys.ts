/**
 * How values under a key are treated: `always` masked; `text`: masked unless a number or boolean;
 * `pseudonym`: replaced by a keyed hash; `none`: searched for secrets.
 */
export type KeyRule = 'always' | 'text' | 'pseudonym' | 'none'

// Words that may come before a key: `x-api-key`, `X-Amz-Security-Token`, `newPassword`, `userEmail`.
const QUALIFIERS =
  'x|amz|amzn|aws|goog|new|old|current|previous|temporary|confirm|user|admin|client|contact|home|work|mobile|billing|shipping|street|postal|master|root|db|database|pg|access|id|refresh|session|security|auth|authorization|nextauth|bearer|api|csrf|xsrf|jwt|reset|signing|app|webhook|shared'.split(
    '|',
  )

/** A rule for all keys that are put together from one alternative of each part. */
type KeyFamily = readonly [rule: KeyRule, ...parts: readonly string[]]

const FAMILIES: readonly KeyFamily[] = [
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
// A Map, not one pattern for all: compiling that would take V8 a millisecond of the first request.
let rules: ReadonlyMap<string, KeyRule> | undefined

function rulesByKey(): ReadonlyMap<string, KeyRule> {
  rules ??= new Map(
    FAMILIES.flatMap(([rule, ...parts]) => combined(parts).map((key) => [key, rule])),
  )
  return rules
}

function combined([first = '', ...rest]: readonly string[]): readonly string[] {
  const ends = rest.length === 0 ? [''] : combined(rest)
  return first.split('|').flatMap((begin) => ends.map((end) => begin + end))
}

/** Returns the rule of a key in lower case and without separators. */
export function builtInRule(key: string): KeyRule {
  for (let start = 0; start < key.length; start += 1) {
    const rule = rulesByKey().get(key.slice(start))
    if (rule !== undefined && isQualifier(key.slice(0, start))) return rule
  }
  return 'none'
}

function isQualifier(text: string): boolean {
  if (text === '') return true
  return QUALIFIERS.some((word) => text.endsWith(word) && isQualifier(text.slice(0, -word.length)))
}
