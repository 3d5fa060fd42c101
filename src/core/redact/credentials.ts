import { MASK } from './mask.ts'
import { decoded64, isNameAndPassword, looksRandom } from './random-text.ts'
import { isToken, TOKEN } from './vendor-tokens.ts'
import { wordStart } from './word-start.ts'

const { raw } = String

// RFC 7468. A key that was cut ends with the string that it stands in, or goes on in the next one.
const PRIVATE_KEY = raw`-{4,5} ?BEGIN [A-Z\d ]{0,24}PRIVATE KEY(?:[^"'\`\\-]|' \+\s+'|\\+[\w/]|-(?!----E))*`
// RFC 6750, RFC 7617
const SCHEME = raw`(\b(?:[Bb](?:earer|asic)|BEARER|BASIC)(?:\s|%20|\+){1,3})([\w.~+/=%-]{3,}[\w=])`
const AWS_KEYS = raw`A(?:[KSB]I|CC)A[A-Z\d]{16,}`
// And a key without its armor (RFC 8017, RFC 5208).
const AWS_SESSION = raw`(?:MII[\w+/]{3}IBA|IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[\w+/=%-]{16,}`
// RFC 7519, 7516: at least two parts, the first of them a JSON object.
const JWT = raw`eyJ[\w-]{5,}\.[\w.-]{10,}`
// JSON and armored keys in base64.
const ENCODED = raw`((?:eyJ|ewo|W3s|LS0t)[\w+/-]{16,}={0,2})`
const CREDENTIAL = new RegExp(
  raw`${PRIVATE_KEY}|${SCHEME}|${AWS_KEYS}|${AWS_SESSION}|${wordStart('\\w-')}(?=[\w.:~+/=-]{20})(?:${JWT}|${ENCODED}|${TOKEN})`,
  'g',
)
// Nearly all have a digit beside a letter.
const MAY_BE_CREDENTIAL = /\d[a-z]|[a-z]\d|basic|bearer|--|hf_|A[KS]IA|oGZX/i

/**
 * Masks the credentials in a text that have a known form.
 * @param mask masks a text that was encoded
 */
export function maskCredentials(text: string, mask: (text: string) => string): string {
  if (!MAY_BE_CREDENTIAL.test(text)) return text
  const rest = text.replace(CREDENTIAL, (match, ...groups) => {
    const [scheme = '', value = '', encoded = '', joined, prefix, rest] = groups
    const decoded = decoded64(encoded)
    // Words of a sentence are shorter, and have neither digits nor capitals.
    const bearer = /\d|[a-z][A-Z]|[\w-]{20}/
    const isFound = scheme
      ? // `Basic plan` is not a name and password.
        /^.e/i.test(scheme)
        ? bearer.test(value)
        : isNameAndPassword(value)
      : encoded
        ? mask(decoded) !== decoded
        : !rest || isToken(joined, prefix, rest)
    return isFound ? scheme + MASK : match
  })
  // Links that let in whoever has them: a webhook, a reset of a password.
  const path =
    /(\/(?:services|\w{0,16}hook|reset|verif|confirm|activat|invit|magic|unsubscribe|key)[\w.-]*\/(?:[\w@-]{1,80}\/){0,4}?)([\w-]{20,})(?![\w.-])/gi
  return rest.replace(path, (all, before, part) => (looksRandom(part) ? before + MASK : all))
}
