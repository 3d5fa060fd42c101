import { isRandom } from './random-text.ts'

const { raw } = String

// Prefixes that end without one.
const JOINED = raw`AIza|EAA|LTAI|ABSK|AT[ABC][BT]|dapi|SK(?=[\da-f]{32})|v1\.0-|(?:SG|hv.|ya29|dt0\w+|\w{14}\.atlasv1|[MNO][\w-]{22,27}\.[\w-]{6}|sl?|dp)\.(?:\w{1,5}\.){0,2}|[\w.~]{3}\dQ~|[14]/{1,2}0|(?:bot)?\d{5,16}:AA`
const OTHER = raw`(?:(?:[a-z][a-z\d]{1,11}|[A-Z][A-Z\d]{1,11})[_-]){1,3}`
const AWS_KEY = raw`(?=[A-Za-z\d+/]{40}(?![\w+/=.-]))`

/** The source of a pattern that matches a token from where a word begins: its prefix, and the rest. */
export const TOKEN: string = raw`[\da-f]{32}-[\da-f]{8}-[\da-f]{8}(?![\w-])|\w{36}NRAL|(?:(${JOINED})|(${OTHER})|${AWS_KEY})([\w+/~-]{16,}(?:[.=][\w+/=~-]+)*)`

/** Whether the rest of a token is random. After an unknown prefix, hex digits are an id. */
export function isToken(joined: string | undefined, prefix: string, rest: string): boolean {
  const start = rest.slice(0, 18)
  // Folders of a path, as in a stack.
  const path = /\/[A-Z]?[a-z]{3}/
  if (prefix && path.test(start)) return false
  // Prefixes that name a secret, by a word or as a vendor's, before a `-` or `_`.
  const named =
    /^(?!pk|cs_).*(?:key|pat|secret|token|oauth|(?:live|prod)(?=_)|(?<![^-_])(?:[rs]k|gh.|gl\w+|xox.|xapp|GOCSPX|rubygems|lsv2|e2b|hf|ntn|sbp|sgp|rnd|bkua|PMAK|vc.|do.|pul|HRKU|NR..|sntryu|shp..|sq\w+|A3))[-_]/
  if (joined || named.test(prefix)) return isRandom(rest.slice(-32))
  return (
    rest.length > 29 &&
    // No public key, and no name that CloudFormation makes.
    !/^(?:pk|cs_|sha)/.test(prefix) &&
    !/^[A-Z][a-z]{2,}[A-Z][a-z]{2}/.test(rest) &&
    /[A-Zg-z]/.test(start) &&
    /\d/.test(rest) &&
    isRandom(start)
  )
}
