import { parseList, parseLiteral, parsePattern, readPeriod } from './parse-literal.ts'
import { QueryError } from './query-error.ts'
import type { Call, Expression, Field, Operator } from './syntax.ts'
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
const POWER: number = PRECEDENCE.length - 1

function parseBinary(tokens: TokenReader, level: number, depth: number): Expression {
  if (level === POWER) return parseUnary(tokens, depth)
  const operators: readonly Operator[] = PRECEDENCE[level] ?? []
  if (level === COMPARISON && tokens.accept('not')) {
    return { kind: 'not', operand: parseNested(tokens, depth, COMPARISON) }
  }
  const operand = (): Expression => parseBinary(tokens, level + 1, depth)
  const first = operand()
  if (level === COMPARISON) return parseComparison(tokens, first, operand)
  let joined = first
  for (let operator = acceptOne(tokens, operators); operator; ) {
    tokens.countJoin()
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
  operand: () => Expression,
): Expression {
  if (tokens.accept('=~')) {
    return { kind: 'like', negated: false, operand: left, pattern: parsePattern(tokens) }
  }
  const { at } = tokens.peek()
  if (tokens.accept('==')) {
    tokens.notes.push({ message: 'CloudWatch documents = instead of ==', at })
    return { kind: 'binary', operator: '=', left, right: operand() }
  }
  const operator = acceptOne(tokens, PRECEDENCE[COMPARISON])
  if (operator !== undefined) return { kind: 'binary', operator, left, right: operand() }
  const negated = tokens.accept('not') !== undefined
  if (tokens.accept('like')) {
    return { kind: 'like', negated, operand: left, pattern: parsePattern(tokens) }
  }
  if (tokens.accept('in')) return parseIn(tokens, negated, left)
  return negated ? fail("'like' or 'in'", tokens.peek()) : left
}

function parseIn(tokens: TokenReader, negated: boolean, operand: Expression): Expression {
  if (tokens.accept('(')) {
    return { kind: 'in-query', negated, operand, query: tokens.subquery() }
  }
  return { kind: 'in', negated, operand, values: parseList(tokens) }
}

function acceptOne(tokens: TokenReader, operators: readonly Operator[]): Operator | undefined {
  return operators.find((operator) => tokens.accept(operator))
}

function parseUnary(tokens: TokenReader, depth: number): Expression {
  if (tokens.accept('-')) {
    return { kind: 'negative', operand: parseNested(tokens, depth, POWER) }
  }
  if (tokens.accept('!')) return { kind: 'not', operand: parseNested(tokens, depth, POWER) }
  const left = parsePrimary(tokens, depth)
  if (!tokens.accept('^')) return left
  return { kind: 'binary', operator: '^', left, right: parseNested(tokens, depth, POWER) }
}

function parsePrimary(tokens: TokenReader, depth: number): Expression {
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

const SYNONYMS: Readonly<Record<string, string>> = { percentile: 'pct', median: 'pct(…, 50)' }

function parseCall(tokens: TokenReader, { value, at }: Token, depth: number): Call {
  const call = { kind: 'call', name: value.toLowerCase(), at } as const
  const documented = Object.hasOwn(SYNONYMS, call.name) ? SYNONYMS[call.name] : undefined
  if (documented !== undefined) {
    tokens.notes.push({ message: `CloudWatch documents ${documented} instead of ${value}`, at })
  }
  if (tokens.accept('*')) {
    tokens.expect(')')
    return { ...call, args: '*' }
  }
  const args: Expression[] = []
  if (tokens.accept(')')) return { ...call, args }
  do args.push(parseArgument(tokens, depth + 1))
  while (tokens.accept(','))
  tokens.expect(')')
  return { ...call, args }
}

/** An argument may also be a boolean, or a regular expression instead of the string with its text. */
function parseArgument(tokens: TokenReader, depth: number): Expression {
  const token = tokens.peek()
  if (token.kind === 'pattern') return { kind: 'text', value: tokens.next().value }
  if (!isBoolean(token)) return parseExpression(tokens, depth)
  tokens.next()
  return { kind: 'number', value: /^true$/i.test(token.value) ? 1 : 0 }
}

function isBoolean({ kind, value }: Token): boolean {
  return kind === 'word' && /^(true|false)$/i.test(value)
}
