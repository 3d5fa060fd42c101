import { MASK } from './mask.ts'
import { wordStart } from './word-start.ts'

const { raw } = String

// RFC 3986, 3.2.1, and passwords with `#` and `?`.
const USER_INFO = raw`(?<=:(?:\\?\/){2})(?!git@)(?:[^\s/?#"'\`<>\\]+|[^\s/?#"'\`<>\\:@]*:(?!\d{1,5}[?#])[^\s/"'\`<>\\]{1,200})(?=@)`
// An address may have letters beyond ASCII. A package's version or a file name is not an address.
const EMAIL = raw`${wordStart('\\w.+\\x80-\\uffff-')}(?!git@)[\w.+\x80-\uffff-]+(?:@|%40)(?!v?\d+\.\d|\dx)(?:[\w\x80-\uffff-]+\.)+[A-Za-z\x80-\uffff]{2,}(?![\w\x80-\uffff]|:\d)`
const ADDRESS = new RegExp(`${USER_INFO}|${EMAIL}`, 'g')
const MAY_BE_ADDRESS = /[^\s/"'`<>(](?:@|%40)/

/** Masks credentials in URLs, and e-mail addresses. */
export function maskAddresses(text: string): string {
  return MAY_BE_ADDRESS.test(text) ? text.replace(ADDRESS, MASK) : text
}
