import type { LintWarning } from './lint-warning.ts'
import { QueryError } from './query-error.ts'
import { RESERVED } from './syntax.ts'
import { type Token, tokenize } from './tokens.ts'

const MAX_JOINS = 500

/** Reads the tokens of a query in their order. */
export interface TokenReader {
  /** Words that CloudWatch doesn't document, and what it documents. */
  readonly notes: LintWarning[]
  /** Returns the next token. */
  peek(): Token
  /** Takes the next token. */
  next(): Token
  /** Takes the next token if it is this symbol or keyword. */
  accept(keyword: string): Token | undefined
  /** Takes this symbol or keyword. Any other token is an error. */
  expect(keyword: string): Token
  /** Takes the name of a field, a function or a command. Any other token is an error. */
  name(expected: string): Token
  /** Returns the text from a position to the end of the last token that was taken. */
  textFrom(at: number): string
  /** Counts an operator that joins expressions. Each makes them deeper: too many are an error. */
  countJoin(): void
  /** Parses the query between parentheses. The opening one was taken. */
  subquery(): readonly unknown[]
}

/**
 * Tokenizes a query.
 * @param parseCommands parses the commands of a query within the query
 */
export function readTokens(
  text: string,
  parseCommands: (tokens: TokenReader) => readonly unknown[],
): TokenReader {
  const tokens = tokenize(text)
  let index = 0
  const peek = (): Token => {
    const token = tokens[index] as Token
    if (token.kind === 'unreadable') throw new QueryError(token.value, { at: token.at })
    return token
  }
  const next = (): Token => {
    const token = peek()
    if (token.kind !== 'end') index += 1
    return token
  }
  const accept = (keyword: string): Token | undefined =>
    isKeyword(peek(), keyword) ? next() : undefined
  let isNested = false
  let joins = 0
  const reader: TokenReader = {
    notes: [],
    peek,
    next,
    accept,
    expect(keyword) {
      return accept(keyword) ?? fail(`'${keyword}'`, peek())
    },
    name(expected) {
      const token = peek()
      return isName(token) ? next() : fail(expected, token)
    },
    countJoin() {
      joins += 1
      if (joins > MAX_JOINS) {
        const message = `A query joins at most ${MAX_JOINS} expressions by operators: use in [ … ]`
        throw new QueryError(message, { at: peek().at })
      }
    },
    textFrom: (at) => text.slice(at, tokens[index - 1]?.end),
    subquery() {
      const { at } = peek()
      if (isNested) throw new QueryError('A subquery has no subqueries', { at })
      isNested = true
      const commands = parseCommands(reader)
      isNested = false
      reader.expect(')')
      return commands
    },
  }
  return reader
}

/** Whether a token can name a field. */
export function isName({ kind, value }: Token): boolean {
  return kind === 'quoted' || (kind === 'word' && !RESERVED.has(value.toLowerCase()))
}

/** Throws the error for a token in the place of an expected one. */
export function fail(expected: string, { kind, value, at }: Token): never {
  const found = kind === 'end' ? 'the end of the query' : `'${value}'`
  throw new QueryError(`Expected ${expected}, got ${found}`, { at })
}

/** Whether a token is this symbol or keyword. */
export function isKeyword({ kind, value }: Token, keyword: string): boolean {
  return (kind === 'symbol' || kind === 'word') && value.toLowerCase() === keyword
}
