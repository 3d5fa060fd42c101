import { isCardNumber } from './card-numbers.ts'

/** Whether letters, capitals and digits follow each other as they do at random. */
export function isRandom(text: string): boolean {
  // A change between letters, capitals and digits: rare in words.
  const change = /[a-z](?=[A-Z\d])|\d(?=[A-Za-z])|[A-Z](?=\d|[A-Z][a-z])/g
  return (text.match(change)?.length ?? 0) * 7 > text.length
}

/** Whether a value looks as if it was made at random: a session's id, a key, a card's number. */
export function looksRandom(value: string): boolean {
  return /\D/.test(value)
    ? // No group of a UUID.
      (/^(?!.*-[\da-f]{4}-)[\w%+=~.-]{20,4000}$/.test(value) && isRandom(value)) ||
        isNameAndPassword(value)
    : isCardNumber(value)
}

/** Whether a text is a name and a password in base64 (RFC 7617). */
export function isNameAndPassword(value: string): boolean {
  return /^[A-Za-z\d+/]{3,}={0,2}$/.test(value) && /^[ -~]*:/.test(decoded64(value))
}

/** Decodes base64 and base64url. Characters at the end that are no full group are left out. */
export function decoded64(value: string): string {
  const standard = value.replace(/-/g, '+').replace(/_/g, '/')
  return atob(standard.slice(0, standard.length & ~3))
}
