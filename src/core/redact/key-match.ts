import type { KeyRule } from './built-in-keys.ts'
import { wordStart } from './word-start.ts'

/** A key that was found in a text, and how its value is read. */
export interface KeyMatch {
  readonly rule: KeyRule
  /** The quotes after the name, with the backslashes before them. */
  readonly quotes: string
  /** Matches a value without quotes. */
  readonly unquoted: RegExp
  /** Whether a number or boolean without quotes is kept. */
  readonly keepsPlain: boolean
  /** Whether the key may be a word of a sentence. */
  readonly isVague: boolean
}

const { raw } = String
const SEPARATOR = '(?:[:=]|%3[AD](?:%22)?)'
const QUOTED = raw`["'\`]([^"'\`\\]{1,64})(\\{0,15}["'\`])`
const PARAMETER = '([?&#]|%3F|%2[36])?'
const WORDS = raw`${wordStart('\\w-')}-{0,2}((?:[\w-]{1,32} ){0,2}[\w-]{1,40})(?:%22)?`
const NAME = raw`(?:${QUOTED}|${PARAMETER}${WORDS})([ \t]{0,2})`

const WORD = /(?:(?:bearer|basic|digest) )?[^\s"'`&,;<>\\]*[^\s"'`&,;<>\\()[\]{}.:!?]/iy
const ENCODED = /(?:[^\s"'`&,;<>%\\]|%(?!2[236C]|7D))+/iy
const LINE = /[^\r\n"'`\\]+/y
const VAGUE = /^(?!.*(?:name|key))[A-Z]?[a-z]+$/

/** Matches a key in a text, up to its value. */
export const KEY: RegExp = new RegExp(
  // The separator comes first: the key is read backwards from there, and nothing else of the text.
  raw`(?<=(?:[A-Z"'\`]|\D\d|%22)[ \t]{0,2})${SEPARATOR}(?!//|[=>])(?<=${NAME}${SEPARATOR})[ \t]{0,8}`,
  'gi',
)

/** Returns the key of a match of {@link KEY}; `undefined` if no rule applies to it. */
export function matchKey(
  found: RegExpExecArray,
  ruleOf: (name: string) => KeyRule,
): KeyMatch | undefined {
  const [separator, quoted, quotes = '', parameter, words = '', space] = found
  let name = quoted ?? words
  let rule = ruleOf(name)
  while (rule === 'none' && quotes === '' && name.includes(' ')) {
    name = name.slice(name.indexOf(' ') + 1)
    rule = ruleOf(name)
  }
  if (rule === 'none') return undefined
  const isText = rule === 'text'
  const unquoted = unquotedValue(separator, quotes ? '' : name)
  const isLoose = unquoted === WORD && quotes === '' && /[: \t]/.test(space + separator)
  return {
    rule,
    quotes,
    unquoted,
    keepsPlain: isText && parameter === undefined,
    isVague: isText && isLoose && VAGUE.test(name),
  }
}

function unquotedValue(separator: string, name: string): RegExp {
  if (separator.startsWith('%')) return ENCODED
  // A header's value goes on to the end of its line.
  return separator.startsWith(':') && /ation$|cookie/i.test(name) ? LINE : WORD
}
