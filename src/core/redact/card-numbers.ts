import { MASK } from './mask.ts'
import { wordStart } from './word-start.ts'

// Within JSON a masked number gets the quotes of its key, or becomes null in a list: the text stays JSON.
const IN_JSON = String.raw`(?:(?<=(\\{0,15}") {0,2}: {0,2}\[?|([[,]) {0,2})|)`
const NUMBERS = new RegExp(
  String.raw`${IN_JSON + wordStart('\\w')}(?<!\d\.)\d+(?:[ -]\d+)*(?!\w|\.\d)(?=( {0,2}[,}\]])?)`,
  'g',
)
/** Matches every text with a card number in it: a pre-check. */
export const MAY_BE_NUMBER: RegExp = /[2-6]\d\d[\d -]{9}\d/
// Lengths by the first digits: Visa, Mastercard, Mir, JCB, Maestro and others, American Express, Diners.
const CARD =
  /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|220[0-5]\d{12,15}|35\d{14,17}|(?:5[06-8]|6\d)\d{11,17}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}(?:\d\d|\d{5})?)$/
// Digit groups of cards and forms: fours, 4-6-5, 4-6-4, 6-6-4, 6-13, eights, fives.
const GROUPS =
  /^(?:\d+|\d{4}(?:\D\d{4}){2}\D\d{2,4}(?:\D\d{1,3})?|\d{4}\D\d{6}\D\d{4,5}|\d{6}\D\d{6}\D\d{4}|\d{6}\D\d{13}|\d{8}\D\d{8}|\d{5}(?:\D\d{5}){2})$/
const MAX_PARTS = 9

/** Masks the card numbers in a text. */
export function maskCardNumbers(text: string): string {
  return MAY_BE_NUMBER.test(text) ? text.replace(NUMBERS, maskNumber) : text
}

/** Whether digits are a card's: a length of its issuer, and Luhn's check digit (ISO/IEC 7812). */
function isCardNumber(digits: string): boolean {
  if (!CARD.test(digits)) return false
  let sum = 0
  for (let index = 1; index <= digits.length; index += 1) {
    const value = Number(digits[digits.length - index]) * (2 - (index % 2))
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

function maskNumber(number: string, quotes = '', list?: string, end?: string): string {
  const masked = maskGroups(number.split(/(\D)/))
  if (masked !== MASK || end === undefined) return masked
  return list === undefined ? quotes + MASK + quotes : 'null'
}

/** Masks the groups that are a card's number; others, such as a year, may stand beside them. */
function maskGroups(parts: readonly string[]): string {
  let masked = ''
  for (let index = 0; index < parts.length; index += 1) {
    let size = Math.min(MAX_PARTS, parts.length - index)
    while (size > 0 && !isCard(parts.slice(index, index + size).join(''))) size -= 2
    masked += size > 0 ? MASK : parts[index]
    index += Math.max(1, size)
    masked += parts[index] ?? ''
  }
  return masked
}

function isCard(text: string): boolean {
  return GROUPS.test(text) && isCardNumber(text.replace(/\D/g, ''))
}
