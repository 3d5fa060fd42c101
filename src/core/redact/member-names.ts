/**
 * What becomes of a member's value by its name: masked whatever it is, masked unless it is a number
 * or boolean, replaced by a keyed hash, or looked at.
 */
export type MemberRule = 'always' | 'text' | 'pseudonym' | 'none'

/** The names by which members are treated. */
export interface MemberNames {
  readonly ruleOf: (name: string) => MemberRule
  /** The source of a pattern for what such a name ends with, in any case. */
  readonly endings: string
}

/** A name that is longer is not looked at. */
export const LONGEST_NAME = 64

const MOST_KNOWN = 1000
// As in `x-api-key`, `X-Amz-Security-Token`, `awsAccessKeyId`.
const PREFIX = /^x?(?:amzn?|aws|goog)?/
const BUILT_IN = new Map<string, MemberRule>()

add('always', [
  '- new old current previous temporary confirm user admin master root db database pg',
  'password passwd pwd passphrase passcode',
  '- s hash confirmation',
])
add('always', ['- home work mobile cell user contact', 'phone telephone', '- s number numbers'])
add('always', ['creditcard debitcard passport socialsecurity bankaccount', '- number'])
add('always', [
  'cardnumber ccnumber mobilenumber ssn cvv cvv2 cvc cvc2 cardcvv cardcvc otp pincode securitycode verificationcode authorizationcode iban taxid nationalid dateofbirth dob birthdate birthday',
])
add('text', [
  '- access id refresh session security auth authorization nextauth bearer api csrf xsrf jwt reset signing app client user webhook shared',
  'token secret secrets',
])
add('text', [
  'api private secret secretaccess sharedaccess access encryption signing ssh master account',
  'key keys',
])
add('text', ['- user admin client contact home work', 'email emails emailaddress'])
add('text', ['- home work street postal mailing billing shipping', 'address', '- 1 2 line1 line2'])
add('text', ['first last middle full given family sur user real', 'name'])
add('text', [
  'authorization proxyauthorization cookie cookies setcookie sessioncookie sessionid csrf xsrf jwt pass credential credentials signature sig accesskeyid secretstring secrethash secretbinary street',
])

/** How members are treated by their names: by own rules, else by the built-in ones. */
export function memberNames(own: ReadonlyMap<string, MemberRule>): MemberNames {
  const known = new Map<string, MemberRule>()

  function ruleOf(name: string): MemberRule {
    if (name.length > LONGEST_NAME) return 'none'
    const old = known.get(name)
    if (old !== undefined) return old
    const plain = normalised(name)
    const rule = own.get(plain) ?? BUILT_IN.get(plain.replace(PREFIX, '')) ?? 'none'
    if (known.size === MOST_KNOWN) known.clear()
    // A copy: what was cut out of a long string would keep all of it in memory.
    known.set(JSON.parse(JSON.stringify(name)), rule)
    return rule
  }

  const endings = new Set([...own.keys(), ...BUILT_IN.keys()].map(endingOf))
  return { ruleOf, endings: [...endings].join('|') }
}

function endingOf(name: string): string {
  return /\d$/.test(name) ? '\\D\\d' : name.slice(-2)
}

/** A name without case and separators; empty when it is made of nothing else. */
export function normalised(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Adds the names that are made of one part of each list, `-` being none. */
function add(rule: MemberRule, [list, ...lists]: readonly string[], name = ''): void {
  for (const part of list?.split(' ') ?? []) {
    const longer = name + part.replace('-', '')
    if (lists.length === 0) BUILT_IN.set(longer, rule)
    else add(rule, lists, longer)
  }
}
