import { QueryError } from './query-error.ts'

/** A piece of a query's text. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'period' | 'text' | 'pattern' | 'symbol' | 'end'
  /** The text, without quotes and escapes. */
  readonly value: string
  /** The position in the query, from 0. */
  readonly at: number
}

const SPACE = /(?:\s|#[^\n]*)*/y
const NUMBER = /\d+(?:\.\d+)?|\.\d+/y
const UNIT = /[A-Za-z]+/y
const NAME = /(?:@?`[^`\n]+`|[A-Za-z_@][\w@]*)(?:\.(?:[\w@]+|`[^`\n]+`))*/y
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy
const PATTERN = /\/((?:[^/\\\n]|\\[^\n])*)\//y
const SYMBOL = /=~|!=|<=|>=|[=<>+\-*/%(),|[\]]/y

/** Splits a query into its tokens. The last one has the kind `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    at += found?.length ?? 0
    return found
  }
  for (;;) {
    take(SPACE)
    const begin = at
    const token = takeToken(take, mayBePattern(tokens.at(-1)))
    if (token !== undefined) tokens.push({ ...token, at: begin })
    else if (begin < text.length) throw unreadable(text, begin)
    else return [...tokens, { kind: 'end', value: '', at: begin }]
  }
}

/** Whether `/` begins a pattern: it does after `like` and `=~`, and divides after all other tokens. */
function mayBePattern(before: Token | undefined): boolean {
  return before?.value === '=~' || (before?.kind === 'word' && /^like$/i.test(before.value))
}

function takeToken(
  take: (pattern: RegExp) => string | undefined,
  isPatternAllowed: boolean,
): Omit<Token, 'at'> | undefined {
  const pattern = isPatternAllowed ? take(PATTERN) : undefined
  if (pattern !== undefined) return { kind: 'pattern', value: patternSource(pattern) }
  const number = take(NUMBER)
  if (number !== undefined) {
    const unit = take(UNIT)
    return unit ? { kind: 'period', value: number + unit } : { kind: 'number', value: number }
  }
  const name = take(NAME)
  if (name !== undefined) {
    const kind = name.includes('`') ? 'quoted' : 'word'
    return { kind, value: name.replaceAll('`', '') }
  }
  const text = take(TEXT)
  if (text !== undefined) {
    return { kind: 'text', value: text.slice(1, -1).replace(/\\(["'\\])/g, '$1') }
  }
  const symbol = take(SYMBOL)
  return symbol === undefined ? undefined : { kind: 'symbol', value: symbol }
}

function patternSource(pattern: string): string {
  return pattern.slice(1, -1).replace(/\\(.)/g, (pair, escaped) => (escaped === '/' ? '/' : pair))
}

function unreadable(text: string, at: number): QueryError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const unclosed: Record<string, string> = {
    '"': 'The string has no closing quote',
    "'": 'The string has no closing quote',
    '`': 'The name has no closing backtick',
  }
  return new QueryError(unclosed[character] ?? `Unexpected ${JSON.stringify(character)}`, { at })
}
