import { MAX_KEY_LENGTH } from './key-rules.ts'

const { raw } = String

const UUID = raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`
// Words with at most one capital or number within, and numbers that are no groups of a card's.
const WORD = raw`(?!eyJ|[Bb](?:eare|asic)|B(?:EARE|ASIC))(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+|\d{1,3})?|[A-Z]{1,12}\d?|(?:\d{1,12}|1\d{12})(?:x\d{1,5}|(?![ -]\d))|\d{4}-\d\d-\d\dT[\d:.]+Z)`
const SEPARATOR = raw`(?:[ ,./(){}_+:-](?:- |[ (/{}]{0,2})|$)`
const WORDS = raw`(?:https?://)?[/(]?{?(?:${WORD}${SEPARATOR})*(?:(?<=\d_)[a-z\d]{1,6})?`
const PLAIN = new RegExp(raw`^(?:${WORDS}|(?:[a-z]{1,8}_)?(?:${UUID}|[A-Za-z\d]{1,15})|[\da-f]+)$`)

/**
 * Whether one look shows that a text holds no secret, and nothing that JSON escapes: it is words and
 * numbers, or one identifier. Most texts are.
 * @param isKey whether the last words of a text are a key: `password:x` is words as well
 */
export function isPlainText(text: string, isKey: (text: string) => boolean): boolean {
  if (!PLAIN.test(text)) return false
  for (let colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
    const words = text.slice(Math.max(0, colon - MAX_KEY_LENGTH), colon)
    if (/[A-Za-z]\d?$/.test(words) && isKey(words)) return false
  }
  return true
}
