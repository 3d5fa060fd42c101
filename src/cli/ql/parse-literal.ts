import type { Numeral, Pattern, Period, Text } from './syntax.ts'
import { fail, type TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** Parses a length of time such as `5m`. */
export function parsePeriod(tokens: TokenReader): Period {
  const token = tokens.peek()
  return token.kind === 'period' ? readPeriod(tokens.next()) : fail('a period such as 5m', token)
}

/** Reads the token of a length of time. */
export function readPeriod({ value, at }: Token): Period {
  const [, count = '', unit = ''] = /^([\d.]+)([^\d.]+)$/.exec(value) ?? []
  return { kind: 'period', count: Number(count), unit: unit.toLowerCase(), at }
}

/** Parses what follows `like`. */
export function parsePattern(tokens: TokenReader): Text | Pattern {
  const { kind, value } = tokens.peek()
  if (kind !== 'text' && kind !== 'pattern') return fail('a string or a /pattern/', tokens.peek())
  tokens.next()
  return kind === 'text' ? { kind, value } : { kind, source: value }
}

/** Parses what follows `in`. */
export function parseList(tokens: TokenReader): (Text | Numeral)[] {
  tokens.expect('[')
  const values: (Text | Numeral)[] = []
  do values.push(parseLiteral(tokens))
  while (tokens.accept(','))
  tokens.expect(']')
  return values
}

/** Parses a string or a number. */
export function parseLiteral(tokens: TokenReader): Text | Numeral {
  const sign = tokens.accept('-') ? -1 : 1
  const token = tokens.peek()
  const isText = token.kind === 'text' && sign === 1
  if (!isText && token.kind !== 'number') return fail('a string or a number', token)
  tokens.next()
  return isText
    ? { kind: 'text', value: token.value }
    : { kind: 'number', value: sign * Number(token.value) }
}
