import { MASK } from './mask.ts'

/** Eleven digits in groups. Few texts have them, and compiling the whole pattern takes half a millisecond. */
const MAY_BE_CARD = /\d[\d -]{9}\d/
/** Characters of the shortest number. */
const MIN_LENGTH = 13
/** The length of four groups of four. */
const FOURS = 19

/** Masks the card numbers in a text. */
export function maskCardNumbers(text: string): string {
  if (!MAY_BE_CARD.test(text)) return text
  // Digits in the groups of a card: fours, or 4-6-5 and 4-6-4; without groups after a word that says so,
  // since numbers of orders and articles are as long. By the first digits of the issuers.
  const card =
    /(?<![\w.])(?:(?:[3-6]\d|2[2-7])\d\d(?:[ -]\d{4}){2}[ -]\d{3,4}(?:[ -]\d{3})?|3\d{3}[ -]\d{6}[ -]\d{4,5}|(?<=(?:card|visa|amex)s?(?: no\.?| number)?[ :=#]{1,3})\d[\d -]{10,20}\d)(?!\w|\.\d)/gi
  return text.replace(card, (number) => {
    if (isCardNumber(number)) return MASK
    // Its security code may stand after it.
    return isCardNumber(number.slice(0, FOURS)) ? MASK + number.slice(FOURS) : number
  })
}

/** Whether a text is a card's number: its length, and Luhn's check digit (ISO/IEC 7812). */
export function isCardNumber(text: string): boolean {
  if (text.length < MIN_LENGTH) return false
  const digits = text.replace(/[ -]/g, '')
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false
  const sum = [...digits].reduceRight(
    (rest, digit, index, { length }) =>
      rest + Number((length - index) % 2 ? digit : '0246813579'[Number(digit)]),
    0,
  )
  return sum % 10 === 0
}
