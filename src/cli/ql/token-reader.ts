import { QueryError } from './query-error.ts'
import { RESERVED } from './syntax.ts'
import { type Token, tokenize } from './tokens.ts'

/** Reads a query's tokens one after the other. */
export interface TokenReader {
  /** The token that comes next. */
  peek(): Token
  next(): Token
  /** Takes the next token if it is this symbol or keyword. */
  accept(word: string): Token | undefined
  /** Takes this symbol or keyword, or says what was to be expected. */
  expect(word: string): Token
  /** Takes a name: of a field, a function or a command. */
  name(what: string): Token
}

export function readTokens(text: string): TokenReader {
  const tokens = tokenize(text)
  let index = 0
  const peek = (): Token => tokens[index] as Token
  const next = (): Token => {
    const token = peek()
    if (token.kind !== 'end') index += 1
    return token
  }
  const accept = (word: string): Token | undefined => (isWord(peek(), word) ? next() : undefined)
  return {
    peek,
    next,
    accept,
    expect(word) {
      return accept(word) ?? fail(`'${word}'`, peek())
    },
    name(what) {
      const token = peek()
      return isName(token) ? next() : fail(what, token)
    },
  }
}

/** Whether a token can name a field. */
export function isName({ kind, value }: Token): boolean {
  return kind === 'quoted' || (kind === 'word' && !RESERVED.has(value.toLowerCase()))
}

/** Throws what was to be expected in the place of a token. */
export function fail(expected: string, { kind, value, at }: Token): never {
  const found = kind === 'end' ? 'the query ends' : `'${value}' stands`
  throw new QueryError(`Expected ${expected} where ${found}`, { at })
}

function isWord({ kind, value }: Token, word: string): boolean {
  return (kind === 'symbol' || kind === 'word') && value.toLowerCase() === word
}
