import { QueryError } from './query-error.ts'
import { RESERVED } from './syntax.ts'
import { type Token, tokenize } from './tokens.ts'

/** Reads the tokens of a query in their order. */
export interface TokenReader {
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
}

/** Tokenizes a query. */
export function readTokens(text: string): TokenReader {
  const tokens = tokenize(text)
  let index = 0
  const peek = (): Token => tokens[index] as Token
  const next = (): Token => {
    const token = peek()
    if (token.kind !== 'end') index += 1
    return token
  }
  const accept = (keyword: string): Token | undefined =>
    isKeyword(peek(), keyword) ? next() : undefined
  return {
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
  }
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

function isKeyword({ kind, value }: Token, keyword: string): boolean {
  return (kind === 'symbol' || kind === 'word') && value.toLowerCase() === keyword
}
