import { fail, type TokenReader } from './token-reader.ts'

type Readers = Readonly<Record<string, (tokens: TokenReader) => unknown>>

/** The values of the options that were given. */
export type Options<R extends Readers> = { readonly [Name in keyof R]?: ReturnType<R[Name]> }

/** Parses `name=value` for these names, in any order. */
export function parseOptions<R extends Readers>(tokens: TokenReader, readers: R): Options<R> {
  const values: Record<string, unknown> = {}
  for (;;) {
    const name = Object.keys(readers).find((known) => tokens.accept(known))
    if (name === undefined) return values as Options<R>
    tokens.expect('=')
    values[name] = readers[name]?.(tokens)
  }
}

/** Reads `true` or `false`. */
export function readBoolean(tokens: TokenReader): boolean {
  if (tokens.accept('true')) return true
  return tokens.accept('false') ? false : fail("'true' or 'false'", tokens.peek())
}
