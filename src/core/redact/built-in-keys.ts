/**
 * How values under a key are treated: `always` masked; `value`: texts, numbers and objects masked;
 * `text`: texts and objects; `random`: what looks random; `beside`: what a member beside it names;
 * `pseudonym`: replaced by a keyed hash; `kept` and `none`: searched for secrets.
 */
export type KeyRule =
  | 'always'
  | 'value'
  | 'text'
  | 'random'
  | 'beside'
  | 'pseudonym'
  | 'kept'
  | 'none'

/** A rule for all keys whose last words are one of the first list, then one of the second. */
type KeyFamily = readonly [rule: KeyRule, first: string, last?: string]

// After `=`: a key of this word alone.
const FAMILIES: readonly KeyFamily[] = [
  [
    'value',
    'password|passwd|passphrase|passcode|pwd|pw|pin',
    '|hash|salt|digest|confirmation|repeat|again|plain|encrypted',
  ],
  [
    'value',
    'creditcard|debitcard|bankaccount|passport|phone|telephone|socialsecurity|iban',
    '|number|no',
  ],
  ['value', 'card|cc|account|mobile|fax|license|tax|vat', 'number|no'],
  ['value', 'otp|totp|cvv|cvc|ssn|taxid|vatid|nationalid|dob|birth|birthday|birthdate'],
  [
    'value',
    'otp|totp|mfa|factor|fa|sms|pin|auth|authorization|access|security|verification|recovery|backup|reset|confirmation|activation|device|login|email',
    'code',
  ],
  [
    'text',
    'token|secret|authorization|csrf|jwt|bearer|cookie|credential|cred|signature|sig|pass|dsn|assertion|verifier|samlresponse|accesskeyid|pem|mnemonic|email|mail|address|addresse|addr|addressline|street|streetname',
  ],
  ['text', 'api|private|secret|access', 'key'],
  ['text', 'first|last|middle|full|given|family|sur|user|real|maiden|cardholder', 'name'],
  ['text', 'secret|security', 'string|hash|binary|value|keybase|answer'],
  [
    'text',
    'connection|conn|seed|recovery|mnemonic|auth|authorization|cookie',
    'string|str|phrase|header',
  ],
  [
    'random',
    '=key|session|sid|sessionid|phpsessid|jsessionid|auth|ticket|card|hmac|code|=response|state|policy',
  ],
  ['beside', '=value|=input|=data|=param|=parameter|=d|=k|=p|=q|=dp|=dq|=qi'],
  ['kept', 'next|page|continuation|starting', 'token'],
  [
    'kept',
    'public|idempotency|cache|partition|sort|primary|last|evaluated|start|object|s|hash|routing|message|event',
    'key',
  ],
  ['kept', 'tokens|ipaddress|ipaddresse'],
]
const MAX_WORDS = 3

// A Map, not one pattern for all: compiling that would take V8 a millisecond of the first request.
let rules: ReadonlyMap<string, KeyRule> | undefined

// By loops: lists of entries would take as long again.
function ruleMap(): ReadonlyMap<string, KeyRule> {
  const map = new Map<string, KeyRule>()
  for (const [rule, first, last = ''] of FAMILIES)
    for (const part of last.split('|'))
      for (const begin of first.split('|')) map.set(begin + part, rule)
  return map
}

function ruleOfEnd(end: string): KeyRule | undefined {
  rules ??= ruleMap()
  return rules.get(end) ?? (end.endsWith('s') ? rules.get(end.slice(0, -1)) : undefined)
}

/** Returns the rule of a key by its last words, whatever comes before them. */
export function builtInRule(key: string): KeyRule {
  // Digits are no words: `password2`, `x-hub-signature-256`.
  const word = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g
  const words = ['=', ...(key.match(word) ?? [])]
  for (let count = MAX_WORDS; count > 0; count -= 1) {
    const rule = ruleOfEnd(words.slice(-count).join('').toLowerCase())
    if (rule !== undefined) return rule
  }
  const last = words.at(-1) ?? ''
  // Also without a sign or a capital before them, as in `PGPASSWORD`. `Redis key: x` tells no secret.
  const isSecret =
    /(?:password|passwd|secret|token|apikey)s?$/i.test(last) ||
    (/^keys?$/i.test(last) && !/ /.test(key))
  return isSecret ? 'text' : 'none'
}
