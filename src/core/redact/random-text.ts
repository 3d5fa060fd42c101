import { isCardNumber } from './card-numbers.ts'

const { raw } = String

// A change between letters, capitals and digits: rare in words.
const CHANGE = '(?:[a-z](?=[A-Z\\d])|\\d(?=[A-Za-z])|[A-Z](?=\\d))'

/** Returns the source of a pattern that matches before so many changes, each within so many characters. */
export function changes(count: number, within: number): string {
  return raw`(?=(?:(?:(?!${CHANGE})[\w+/-]){0,${within}}${CHANGE}){${count}})`
}

// No group of a UUID.
const RANDOM = new RegExp(
  raw`^(?=[\w%+=~-]{20})(?!.*-[\da-f]{4}-)(?=.{0,99}?${changes(2, 16)})[\w%+=~.-]{1,4000}$`,
)

/** Whether a value looks as if it was made at random: a session's id, a key, a card's number. */
export function looksRandom(value: string): boolean {
  return /\D/.test(value) ? RANDOM.test(value) || isNameAndPassword(value) : isCardNumber(value)
}

/** Whether a text is a name and a password in base64 (RFC 7617). */
export function isNameAndPassword(value: string): boolean {
  return /^[A-Za-z\d+/]{3,}={0,2}$/.test(value) && /^[ -~]*:/.test(decoded64(value))
}

/** Decodes base64 and base64url. Characters at the end that are no full group are left out. */
export function decoded64(value: string): string {
  const standard = value.replace(/-/g, '+').replace(/_/g, '/').replace(/=/g, '')
  return atob(standard.slice(0, standard.length & ~3))
}
