import { changes } from './random-text.ts'

const { raw } = String

// Prefixes as vendors and the scanners of repositories list them, before a `-` or `_`.
const MARKED =
  'gh.|gl[a-z]{1,8}|x(?:ox.|app)|[rs]k|GOCSPX|rubygems|dckr|re(?=_\\w{8}_)|hf|lsv2|e2b|sbp|rnd|vc.|do._v1|pul|HRKU|AGE|NR..|sntryu|sgp|PMAK|sq\\w+|shp..|A3|lin_\\w+|shippo|bkua|CCIPAT|da2|x\\w+sib|FLWSECK|rzp|pat-..1|access-\\w+|key|secret|v1\\.0'
const OTHERS = raw`AIza|EAA|AKCp|GR13|LTAI|ABSK|AT(?:ATT|BB|CTT)|bedrock-api-key-|dapi|SK(?=[\da-f]{32})|(?:SG|hv.|ya29|dt0\w{3}|pat\w{14}|\w{14}\.atlasv1|[MNO][\w-]{22,27}\.[\w-]{6}|s[l.]?|dp(?:\.\w+){1,2})\.|[\w.~]{3}\dQ~|[14]/{1,2}0|(?:bot)?\d{5,16}:AA`
const CHARACTERS = '[\\w+/=~-]{16,}(?:\\.[\\w+/=~-]{2,})*'
const KNOWN = raw`(?:(?:${MARKED})[-_]|${OTHERS})(?:${changes(2, 30)}|\d{10})`
// Whatever the prefix: letters beyond those of hex, digits and capitals in turn, longer than an identifier.
const UNKNOWN = raw`(?!pk|cs|sha)(?:(?:[a-z][a-z\d]{1,11}|[A-Z][A-Z\d]{1,11})(?:_|-(?=[A-Za-z\d]{14}|[\da-z]{1,8}-))){1,3}(?=[\dA-Fa-f]{0,20}[G-Zg-z])(?=\D{0,29}\d)(?=[\w-]{30})${changes(4, 12)}`
// A secret access key of AWS, without its id or its name.
const AWS_KEY = raw`(?=[A-Za-z\d+/]{40}(?![\w+/=.-]))${changes(2, 20)}(?=[^A-Z]{0,38}[A-Z])(?=\D{0,38}\d)(?<![+/=.]).{40}`

/** The source of a pattern that matches the tokens of vendors, from where a word begins. */
export const VENDOR_TOKEN: string = raw`(?:${KNOWN}|${UNKNOWN})${CHARACTERS}|[\da-f]{32}-(?:us\d+|[\da-f]{8}-[\da-f]{8}(?![\w-]))|\w{36}NRAL|${AWS_KEY}`
