import { bracketsEnd, stringEnd } from './json-scan.ts'
import type { KeyMatch } from './key-match.ts'

/** The part of a text that is a key's value, and the quotes that its replacement needs. */
export interface ValueMatch {
  readonly from: number
  readonly to: number
  readonly quotes: string
}

const BEGINNING = /(null|undefined)\b|(\\{0,15})(["'`])|[[{]/y
const PLAIN = /^(?:-?\d+(?:\.\d+)?|true|false)$/
const OPAQUE = /(?=[^\s"'`&,;<>\\]{0,64}?\d)[^\s"'`&,;<>\\]{6}/y

/** Returns the value that begins at an index; `undefined` if there is nothing to mask. */
export function matchValue(text: string, index: number, key: KeyMatch): ValueMatch | undefined {
  const { quotes, isVague } = key
  const [beginning, nothing, backslashes = '', quote] = matchAt(BEGINNING, text, index) ?? []
  if (beginning === undefined) return unquotedAt(text, index, key)
  const from = index + beginning.length
  const depth = backslashes.length
  if (quote !== undefined) {
    // If no value begins here, the quote ends the string that the key stands in.
    const begins = quotes ? depth + 1 >= quotes.length : /[^\s,}\]:)]/.test(text.charAt(from))
    return begins ? { from, to: stringEnd(text, from, quote, depth), quotes: '' } : undefined
  }
  if (nothing || isVague) return undefined
  return { from: index, to: bracketsEnd(text, index, quotes.length - 1), quotes }
}

function unquotedAt(text: string, index: number, key: KeyMatch): ValueMatch | undefined {
  if (key.isVague && matchAt(OPAQUE, text, index) === null) return undefined
  const [word = ''] = matchAt(key.unquoted, text, index) ?? []
  const plain = PLAIN.test(word)
  if (word === '' || (plain && key.keepsPlain)) return undefined
  return { from: index, to: index + word.length, quotes: key.quotes }
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index
  return pattern.exec(text)
}
