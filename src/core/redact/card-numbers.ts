import { MASK } from './mask.ts'
import { wordStart } from './word-start.ts'

// A number of a JSON text takes the quotes of its name, or becomes null: the text stays JSON.
const IN_JSON = String.raw`(?:(?<=(\\{0,15}") {0,2}: {0,2}\[?|([[,]) {0,2})|)`
const NUMBERS = new RegExp(
  String.raw`${IN_JSON + wordStart('\\w')}(?<!\d\.)\d+(?:[ -]\d+)*(?!\w|\.\d)(?=( {0,2}[,}\]])?)`,
  'g',
)
/** What each text with a card number has in it. */
export const MAY_BE_NUMBER: RegExp = /[2-6]\d\d[\d -]{9}\d/
// By their first digits: Visa, Mastercard, Mir, JCB, Maestro and others, American Express, Diners.
const CARD =
  /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|220[0-5]\d{12,15}|35\d{14,17}|(?:5[06-8]|6\d)\d{11,17}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}(?:\d\d|\d{5})?)$/
// As cards and forms have them: in fours, 4-6-5, 4-6-4, 6-6-4, 6-13, in eights and in fives.
const GROUPS =
  /^(?:\d+|\d{4}(?:\D\d{4}){2}\D\d{2,4}(?:\D\d{1,3})?|\d{4}\D\d{6}\D\d{4,5}|\d{6}\D\d{6}\D\d{4}|\d{6}\D\d{13}|\d{8}\D\d{8}|\d{5}(?:\D\d{5}){2})$/
const MOST_PARTS = 9

/** Masks the card numbers in a text. */
export function maskCardNumbers(text: string): string {
  return MAY_BE_NUMBER.test(text) ? text.replace(NUMBERS, maskNumber) : text
}

/** Whether digits are a card's: of a length that its issuer has, with Luhn's check digit (ISO/IEC 7812). */
function isCardNumber(digits: string): boolean {
  if (!CARD.test(digits)) return false
  let sum = 0
  for (let place = 1; place <= digits.length; place += 1) {
    const value = Number(digits[digits.length - place]) * (2 - (place % 2))
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

function maskNumber(number: string, quotes = '', list?: string, end?: string): string {
  const masked = maskGroups(number.split(/(\D)/))
  if (masked !== MASK || end === undefined) return masked
  return list === undefined ? quotes + MASK + quotes : 'null'
}

/** A card's number may stand among other groups of digits, such as a year. */
function maskGroups(parts: readonly string[]): string {
  let masked = ''
  for (let at = 0; at < parts.length; at += 1) {
    let size = Math.min(MOST_PARTS, parts.length - at)
    while (size > 0 && !isCard(parts.slice(at, at + size).join(''))) size -= 2
    masked += size > 0 ? MASK : parts[at]
    at += Math.max(1, size)
    masked += parts[at] ?? ''
  }
  return masked
}

function isCard(text: string): boolean {
  return GROUPS.test(text) && isCardNumber(text.replace(/\D/g, ''))
}
