import { bracketsEnd, stringEnd } from './json-scan.ts'
import type { KeyMatch } from './key-match.ts'

/** The part of a text that is a member's value, and the quotes that a replacement of it needs. */
export interface ValueMatch {
  readonly from: number
  readonly to: number
  readonly quotes: string
}

const BEGINNING = /(null|undefined)\b|(\\{0,15})(["'`])|[[{]/y
const PLAIN = /^(?:-?\d+(?:\.\d+)?|true|false)$/
const OPAQUE = /(?=[^\s"'`&,;<>\\]{0,64}?\d)[^\s"'`&,;<>\\]{6}/y

/** The value that a member has here; `undefined` when there is nothing to hide. */
export function matchValue(text: string, at: number, member: KeyMatch): ValueMatch | undefined {
  const { quotes, vague } = member
  const [beginning, nothing, backslashes = '', quote] = matchAt(BEGINNING, text, at) ?? []
  if (beginning === undefined) return wordAt(text, at, member)
  const from = at + beginning.length
  const depth = backslashes.length
  if (quote !== undefined) {
    // Where no value begins the quote ends the string that the name stands in.
    const begins = quotes ? depth + 1 >= quotes.length : /[^\s,}\]:)]/.test(text.charAt(from))
    return begins ? { from, to: stringEnd(text, from, quote, depth), quotes: '' } : undefined
  }
  if (nothing || vague) return undefined
  return { from: at, to: bracketsEnd(text, at, quotes.length - 1), quotes }
}

function wordAt(text: string, at: number, member: KeyMatch): ValueMatch | undefined {
  if (member.vague && matchAt(OPAQUE, text, at) === null) return undefined
  const [word = ''] = matchAt(member.word, text, at) ?? []
  const plain = PLAIN.test(word)
  if (word === '' || (plain && member.keepsPlain)) return undefined
  return { from: at, to: at + word.length, quotes: member.quotes }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
