import { bracketsEnd, stringEnd } from './json-scan.ts'
import type { KeyMatch } from './key-match.ts'
import { isHarmless, isSecret } from './secret-value.ts'

/** The part of a text that is a key's value, and the quotes that its replacement needs. */
export interface ValueMatch {
  readonly from: number
  readonly to: number
  readonly quotes: string
}

const BEGINNING =
  /(null|undefined)\b|(\\{0,15})(["'`])|\{|\[(?:\s{0,40}(\\{0,15}["'`])([^"'`\\]{0,99})\4)?/y
// Larger numbers without quotes are no counts.
const PLAIN = /^(?:-?\d{1,5}(?:\.\d+)?|true|false)$/
const CHARACTERS = /[\w%+~./-]+={0,2}/y
const SAMPLE = 200
const OPAQUE = /(?=[^\s"'`&,;<>\\]{0,64}?\d)[^\s"'`&,;<>\\]{6}/y
/** Matches an item of a list that is no value of the one before it, but another name. */
const WORD = /^[A-Za-z_.-]+$/

/** Returns the value that begins at an index; `undefined` if there is nothing to mask. */
export function matchValue(text: string, index: number, key: KeyMatch): ValueMatch | undefined {
  const { quotes, isVague, rule } = key
  const match = matchAt(BEGINNING, text, index)
  if (match === null) return unquotedAt(text, index, key)
  const [beginning, nothing, backslashes = '', quote, , item] = match
  if (quote === undefined) {
    const isKept = nothing || isVague || rule === 'random' || isHarmless(item)
    return isKept
      ? undefined
      : { from: index, to: bracketsEnd(text, index, quotes.length - 1), quotes }
  }
  const from = index + beginning.length
  const depth = backslashes.length
  // If no value begins here, the quote ends the string that the key stands in.
  const begins = quotes ? depth + 1 >= quotes.length : /[^\s,}\]:)]/.test(text.charAt(from))
  if (!begins) return undefined
  const to = stringEnd(text, from, quote, depth)
  const value = text.slice(from, to)
  return isSecret(rule, value) && !(key.isPair && WORD.test(value))
    ? { from, to, quotes: '' }
    : undefined
}

function unquotedAt(text: string, index: number, key: KeyMatch): ValueMatch | undefined {
  const { quotes, isVague, rule } = key
  if (isVague && matchAt(OPAQUE, text, index) === null) return undefined
  const pattern = rule === 'random' ? CHARACTERS : key.unquoted
  // A value that is kept may hold keys: all of it is read once only, if it is masked.
  const [word = ''] = matchAt(pattern, text.slice(index, index + SAMPLE), 0) ?? []
  const isPlain = rule === 'text' && (quotes ? /^[-\d.]+$/ : PLAIN).test(word)
  if (word === '' || isPlain || !isSecret(rule, word)) return undefined
  matchAt(pattern, text, index)
  return { from: index, to: pattern.lastIndex, quotes }
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index
  return pattern.exec(text)
}
