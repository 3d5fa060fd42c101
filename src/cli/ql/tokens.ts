/** A piece of a query's text. */
export interface Token {
  readonly kind:
    | 'word'
    | 'quoted'
    | 'number'
    | 'period'
    | 'text'
    | 'pattern'
    | 'symbol'
    | 'unreadable'
    | 'end'
  /** The text, without quotes and escapes. The message of the error, if it is unreadable. */
  readonly value: string
  /** The position in the query, from 0. */
  readonly at: number
  /** The position after the token. */
  readonly end: number
}

const SPACE = /(?:\s|#[^\n]*)*/y
const NUMBER = /\d+(?:\.\d+)?|\.\d+/y
const UNIT = /[A-Za-z]+/y
const NAME = /(?:@?`[^`\n]+`|[A-Za-z_@][\w@]*)(?:\.(?:[\w@]+|`[^`\n]+`)|\[\d+\])*/y
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy
const PATTERN = /\/(?:[^/\\]|\\.)*\//sy
const SYMBOL = /=~|==|!=|<=|>=|[=<>+\-*/%^!(),|[\]:]/y

type Take = (pattern: RegExp) => string | undefined

/**
 * Splits a query into its tokens. The last one has the kind `end`. A character without a meaning is the
 * token before it: whether it matters depends on the command.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let isParse = false
  const take: Take = (pattern) => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    at += found?.length ?? 0
    return found
  }
  for (;;) {
    take(SPACE)
    const begin = at
    const before = tokens.at(-1)
    const token = takeToken(take, isParse || mayBePattern(before))
    if (token === undefined) {
      if (begin < text.length) tokens.push(unreadable(text, begin))
      return [...tokens, { kind: 'end', value: '', at: text.length, end: text.length }]
    }
    if (before === undefined || before.value === '|') isParse = /^parse$/i.test(token.value)
    tokens.push({ ...token, at: begin, end: at })
  }
}

/** Whether `/` begins a pattern, as an operand of `like` or as an argument. Else it divides. */
function mayBePattern(before: Token | undefined): boolean {
  if (before?.kind === 'symbol') return ['=~', '(', ','].includes(before.value)
  return before?.kind === 'word' && /^like$/i.test(before.value)
}

function takeToken(take: Take, isPatternAllowed: boolean): Omit<Token, 'at' | 'end'> | undefined {
  const pattern = isPatternAllowed ? take(PATTERN) : undefined
  if (pattern !== undefined) return { kind: 'pattern', value: patternSource(pattern) }
  const number = take(NUMBER)
  if (number !== undefined) {
    const unit = take(UNIT)
    return unit ? { kind: 'period', value: number + unit } : { kind: 'number', value: number }
  }
  const name = take(NAME)
  if (name !== undefined) return readName(name)
  const text = take(TEXT)
  if (text !== undefined) {
    return { kind: 'text', value: text.slice(1, -1).replace(/\\(["'\\])/g, '$1') }
  }
  const symbol = take(SYMBOL)
  return symbol === undefined ? undefined : { kind: 'symbol', value: symbol }
}

function readName(name: string): Omit<Token, 'at' | 'end'> {
  if (name.includes('`')) {
    const value = name.replace(/`([^`]*)`|\[(\d+)\]/g, (_, quoted, index) => quoted ?? `.${index}`)
    return { kind: 'quoted', value }
  }
  return { kind: 'word', value: name.replace(/\[(\d+)\]/g, '.$1') }
}

/** A line break in a long pattern, with the blanks around it, stands for one blank. */
function patternSource(pattern: string): string {
  const source = pattern.slice(1, -1)
  const lines = source.split('\n')
  const joined = lines.length === 1 ? source : lines.map((line) => line.trim()).join(' ')
  return joined.replace(/\\(.)/gs, (pair, escaped) => (escaped === '/' ? '/' : pair))
}

const UNCLOSED: Readonly<Record<string, string>> = {
  '"': 'The string has no closing quote',
  "'": 'The string has no closing quote',
  '`': 'The name has no closing backtick',
}

function unreadable(text: string, at: number): Token {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const value = UNCLOSED[character] ?? `${JSON.stringify(character)} has no meaning here`
  return { kind: 'unreadable', value, at, end: text.length }
}
