import type { RuleOf } from './beside.ts'
import type { KeyRule } from './built-in-keys.ts'
import { wordStart } from './word-start.ts'

/** A key that was found in a text, and how its value is read. */
export interface KeyMatch {
  readonly name: string
  readonly rule: KeyRule
  /** The quotes after the name, with the backslashes before them. */
  readonly quotes: string
  /** Matches a value without quotes. */
  readonly unquoted: RegExp
  /** Whether the key may be a word of a sentence. */
  readonly isVague: boolean
  /** Whether key and value are items of a list. */
  readonly isPair: boolean
}

const { raw } = String
const QUOTED = raw`["'\`]([^"'\`\\]{1,64})(\\{0,15}["'\`])`
const WORDS = raw`${wordStart('\\w-')}-{0,2}((?:[\w-]{1,32} ){0,2}[\w-]{1,40})(?:%22|%5D|[\])])?`
// Between items of a list: `['authorization', 'x']`.
const COMMA = raw`,(?<=[[,(]\s{0,40}["'][A-Z][\w.-]+\\{0,15}["'],)(?=\s{0,40}\\{0,15}["'])`
const LINE_END = raw`(?:\r?\n|(?:\\{1,15}r)?\\{1,15}n)`
const SHAPES = [
  // `<password>x`
  raw`>(?<=<([\w:.-]{1,64})(?:\s[^<>]{0,99})?>)(?=[^\s<])`,
  // `mysql -px`, `curl -u name:x`, `--password x`
  raw`-(?<=(?:^|\s)--?)(?:[pu](?<=\b(?:mysql[^\n]{0,99}\s-p|curl\b[^\n]{0,99}\s-u))\s?(?:["']?[\w.-]+:)?(?=\S)|([a-z][\w-]{1,40})[ \t]{1,3}(?=["'\w]))`,
  // `VALUES ('x', 'y')`
  raw`[(,]\s?(?=')(?<=\b(values)\b[^;]{0,300})`,
].join('|')

const WORD = /(?:(?:bearer|basic|token) )?[^\s"'`&,;<>\\]*[^\s"'`&,;<>\\()[\]{}.:!?]/iy
const ENCODED = /(?:[^\s"'`&,;<>%\\]|%(?!(?:25)?(?:2[236C]|7D)))+/iy
// Quotes within it are those of a parameter: `Digest username="u"`.
const LINE = /(?:[^\r\n"'`\\]|(?<==)(\\{0,15}")[\w/+.:-][^"\\\r\n]*\1)+/y
const CONTENT = /[^<"]+/y

/** Matches a key in a text, up to its value. */
export const KEY: RegExp = new RegExp(
  // The separator comes first: the key is read backwards from there, and nothing else of the text. The
  // content of a part of a multipart body stands after an empty line.
  raw`(=>|[:=](?<![^\d-]\d{2,9}.)(?!(?<=:)//|[=>])|%(?:25)?3[AD](?:%22)?|${COMMA}|(?:${LINE_END}){2})(?<=(?:${QUOTED}|${WORDS})([ \t]{0,2})\1)\s{0,40}|${SHAPES}`,
  'gi',
)

/** Returns the rule of a name, or of its last words. */
export function ruleOfWords(words: string, ruleOf: RuleOf): KeyRule {
  const rule = ruleOf(words)
  const space = words.indexOf(' ')
  return rule === 'none' && space >= 0 ? ruleOfWords(words.slice(space + 1), ruleOf) : rule
}

/** Returns the key of a match of {@link KEY}; `undefined` if no rule applies to it. */
export function matchKey(found: RegExpExecArray, ruleOf: RuleOf): KeyMatch | undefined {
  const [sign, , quoted, quotes = '', words, space = '', ...others] = found
  const name = quoted ?? words ?? others.find(Boolean) ?? 'password'
  const rule = quotes ? ruleOf(name) : ruleOfWords(name, ruleOf)
  // `token => token.id` is no key, and neither is what stands before an empty line.
  if (/none|kept/.test(rule) || (words && /^(?:=>|\s|\\)/.test(sign))) return undefined
  const unquoted = unquotedValue(sign, quotes || name)
  const isLoose = unquoted === WORD && words !== undefined && /[: \t]/.test(space + sign)
  const vague = /^(?!.*(?:name|key))(?:.* )?[A-Z]?[a-z]+$/
  const isVague = rule === 'text' && isLoose && vague.test(name)
  return { name, rule, quotes, unquoted, isVague, isPair: quotes !== '' && /^,/.test(sign) }
}

function unquotedValue(sign: string, name: string): RegExp {
  if (/^%/.test(sign)) return ENCODED
  if (/^>/.test(sign)) return CONTENT
  // A header's value goes on to the end of its line, as that of a part does.
  const isLine = /^:/.test(sign) && /ation$|cookie$|-signature|^param/i.test(name)
  return isLine || /^[\\\r\n]/.test(sign) ? LINE : WORD
}
