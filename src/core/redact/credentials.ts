import { MASK } from './mask.ts'
import { wordStart } from './word-start.ts'

const { raw } = String

// RFC 7468. A key that was cut ends with the string that it stands in.
const PRIVATE_KEY = raw`-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?:[^"'\`\\-]|\\+[\w/]|-(?!----E))*(?:-----END[A-Z ]{0,40}-----)?`
// RFC 6750. Words of a sentence are shorter, and have neither digits nor capitals.
const BEARER = raw`(?<=\b(?:[Bb]earer|BEARER)(?:\s|%20|\+){1,3})(?=[\w.~+/=%-]{0,64}?(?:\d|[a-z][A-Z])|[\w-]{20})[\w.~+/=%-]{6,}`
// RFC 7617
const BASIC = raw`(?<=\b(?:[Bb]asic|BASIC)(?:\s|%20|\+){1,3})((?:[A-Za-z\d+/]{4})+)[A-Za-z\d+/]*={0,2}`
// RFC 7519, 7516: at least two parts, the first of them a JSON object.
const JWT = raw`${wordStart('\\w-')}eyJ[\w-]{5,}(?:\.e30)?\.{1,2}[\w-]{10,}(?:\.[\w-]*){0,3}`
const AWS_KEY_ID = raw`A[KS]IA[A-Z\d]{16,}`
const AWS_KEY = raw`(?<=A[KS]IA[A-Z\d]{16}[\s,:"'\\]{1,6})[A-Za-z\d/+]{40}(?![\w/+=])`
const AWS_SESSION = raw`(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[\w+/=%-]{16,}`
const CREDENTIAL = new RegExp(
  [PRIVATE_KEY, BEARER, BASIC, JWT, AWS_KEY_ID, AWS_KEY, AWS_SESSION].join('|'),
  'g',
)
/** Matches every text with a credential in it: a pre-check. */
export const MAY_BE_CREDENTIAL: RegExp = /eyJ|A[KS]IA|IQoJ|oGZX|----|earer|asic|EARER|ASIC/

/** Masks the credentials in a text that have a known form. */
export function maskCredentials(text: string): string {
  return MAY_BE_CREDENTIAL.test(text) ? text.replace(CREDENTIAL, maskUnlessWord) : text
}

/** `Basic plan` is not a name and password. */
function maskUnlessWord(match: string, basic: string | undefined): string {
  return basic === undefined || /^[ -~]*:/.test(atob(basic)) ? MASK : match
}
