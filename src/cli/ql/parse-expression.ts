import { QueryError } from './query-error.ts'
import type { Call, Expression, Field, Numeral, Operator, Pattern, Text } from './syntax.ts'
import { PRECEDENCE } from './syntax.ts'
import { fail, isName, type TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

const MAX_DEPTH = 200

/** Parses one expression. */
export function parseExpression(tokens: TokenReader, depth = 0): Expression {
  if (depth > MAX_DEPTH) {
    throw tooDeep(tokens)
  }
  return parseBinary(tokens, 0, depth)
}

const COMPARISON = 2

function parseBinary(tokens: TokenReader, level: number, depth: number): Expression {
  const operators: readonly Operator[] | undefined = PRECEDENCE[level]
  if (operators === undefined) return parseUnary(tokens, depth)
  if (level === COMPARISON && tokens.accept('not')) {
    return { kind: 'not', operand: parseNested(tokens, depth, COMPARISON) }
  }
  const operand = (): Expression => parseBinary(tokens, level + 1, depth)
  const first = operand()
  if (level === COMPARISON) return parseComparison(tokens, first, operators, operand)
  let joined = first
  for (let operator = acceptOne(tokens, operators); operator; ) {
    joined = { kind: 'binary', operator, left: joined, right: operand() }
    operator = acceptOne(tokens, operators)
  }
  return joined
}

function parseNested(tokens: TokenReader, depth: number, level: number): Expression {
  if (depth >= MAX_DEPTH) throw tooDeep(tokens)
  return parseBinary(tokens, level, depth + 1)
}

function tooDeep(tokens: TokenReader): QueryError {
  return new QueryError('The expression is nested too deeply', { at: tokens.peek().at })
}

function parseComparison(
  tokens: TokenReader,
  left: Expression,
  operators: readonly Operator[],
  operand: () => Expression,
): Expression {
  if (tokens.accept('=~')) {
    return { kind: 'like', negated: false, operand: left, pattern: parsePattern(tokens) }
  }
  const operator = acceptOne(tokens, operators)
  if (operator !== undefined) return { kind: 'binary', operator, left, right: operand() }
  const negated = tokens.accept('not') !== undefined
  if (tokens.accept('like')) {
    return { kind: 'like', negated, operand: left, pattern: parsePattern(tokens) }
  }
  if (tokens.accept('in')) return { kind: 'in', negated, operand: left, values: parseList(tokens) }
  return negated ? fail("'like' or 'in'", tokens.peek()) : left
}

function acceptOne(tokens: TokenReader, operators: readonly Operator[]): Operator | undefined {
  return operators.find((operator) => tokens.accept(operator))
}

function parseUnary(tokens: TokenReader, depth: number): Expression {
  if (tokens.accept('-')) {
    return { kind: 'negative', operand: parseNested(tokens, depth, PRECEDENCE.length) }
  }
  if (tokens.accept('(')) {
    const inner = parseExpression(tokens, depth + 1)
    tokens.expect(')')
    return inner
  }
  const token = tokens.peek()
  if (token.kind === 'text' || token.kind === 'number') return parseLiteral(tokens)
  if (token.kind === 'period') return readPeriod(tokens.next())
  if (isBoolean(token)) {
    throw new QueryError('CloudWatch stores true as 1 and false as 0: compare with 1 or 0', {
      at: token.at,
    })
  }
  if (!isName(token)) return fail('a field, a value or a function', token)
  tokens.next()
  return tokens.accept('(') ? parseCall(tokens, token, depth) : toField(token)
}

/** Converts a name to a field. */
export function toField({ value, at }: Token): Field {
  return { kind: 'field', name: value, at }
}

function parseCall(tokens: TokenReader, { value, at }: Token, depth: number): Call {
  const call = { kind: 'call', name: value.toLowerCase(), at } as const
  if (tokens.accept('*')) {
    tokens.expect(')')
    return { ...call, args: '*' }
  }
  const args: Expression[] = []
  if (tokens.accept(')')) return { ...call, args }
  do args.push(parseExpression(tokens, depth + 1))
  while (tokens.accept(','))
  tokens.expect(')')
  return { ...call, args }
}

function readPeriod({ value, at }: Token): Expression {
  const [, count = '', unit = ''] = /^([\d.]+)([^\d.]+)$/.exec(value) ?? []
  return { kind: 'period', count: Number(count), unit: unit.toLowerCase(), at }
}

function parsePattern(tokens: TokenReader): Text | Pattern {
  const { kind, value } = tokens.peek()
  if (kind !== 'text' && kind !== 'pattern') return fail('a string or a /pattern/', tokens.peek())
  tokens.next()
  return kind === 'text' ? { kind, value } : { kind, source: value }
}

function parseList(tokens: TokenReader): (Text | Numeral)[] {
  tokens.expect('[')
  const values: (Text | Numeral)[] = []
  do values.push(parseLiteral(tokens))
  while (tokens.accept(','))
  tokens.expect(']')
  return values
}

function parseLiteral(tokens: TokenReader): Text | Numeral {
  const sign = tokens.accept('-') ? -1 : 1
  const token = tokens.peek()
  const isText = token.kind === 'text' && sign === 1
  if (!isText && token.kind !== 'number') return fail('a string or a number', token)
  tokens.next()
  return isText
    ? { kind: 'text', value: token.value }
    : { kind: 'number', value: sign * Number(token.value) }
}

function isBoolean({ kind, value }: Token): boolean {
  return kind === 'word' && /^(true|false)$/i.test(value)
}
