import { type Expression, PRECEDENCE, RESERVED } from './syntax.ts'

const PLAIN_NAME = /^[A-Za-z_@][\w@]*(?:\.[\w@]+)*$/
const COMPARISON = 2
const SUM = 3
const POWER: number = PRECEDENCE.length - 1
const MAX_BINDING: number = PRECEDENCE.length

/**
 * Prints an expression as QL, in parentheses if it binds less tightly than `minBinding`. Parsing the text
 * gives the same expression.
 */
export function printExpression(expression: Expression, minBinding = 0): string {
  const text = printBare(expression)
  return bindingOf(expression) < minBinding ? `(${text})` : text
}

function bindingOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return PRECEDENCE.findIndex((level) => level.some((known) => known === expression.operator))
    case 'not':
    case 'like':
    case 'in':
    case 'in-query':
      return COMPARISON
    case 'negative':
      return POWER
    default:
      return MAX_BINDING
  }
}

function printBare(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return printText(expression.value)
    case 'number':
      return String(expression.value)
    case 'period':
      return `${expression.count}${expression.unit}`
    case 'field':
      return printName(expression.name)
    case 'call': {
      const { name, args } = expression
      return `${name}(${args === '*' ? '*' : printAll(args, (arg) => printExpression(arg))})`
    }
    case 'not':
      return `not ${printExpression(expression.operand, COMPARISON)}`
    case 'negative':
      return `-${printExpression(expression.operand, POWER)}`
    default:
      return printRelation(expression)
  }
}

function printRelation(
  expression: Extract<Expression, { kind: 'binary' | 'like' | 'in' | 'in-query' }>,
): string {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression
    const binding = bindingOf(expression)
    if (binding === POWER) {
      return `${printExpression(left, MAX_BINDING)} ^ ${printExpression(right, POWER)}`
    }
    const leftmost = binding === COMPARISON ? SUM : binding
    return `${printExpression(left, leftmost)} ${operator} ${printExpression(right, binding + 1)}`
  }
  const relation = `${expression.negated ? 'not ' : ''}${printTest(expression)}`
  return `${printExpression(expression.operand, SUM)} ${relation}`
}

function printTest(expression: Extract<Expression, { kind: 'like' | 'in' | 'in-query' }>): string {
  switch (expression.kind) {
    case 'like':
      return `like ${printPattern(expression.pattern)}`
    case 'in':
      return `in [${printAll(expression.values, (value) => printExpression(value))}]`
    case 'in-query':
      return 'in (…)'
  }
}

function printPattern(pattern: Extract<Expression, { kind: 'like' }>['pattern']): string {
  if (pattern.kind === 'text') return printText(pattern.value)
  const source = pattern.source.replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part))
  return `/${source}/`
}

function printText(value: string): string {
  return `"${value.replace(/["'\\]/g, '\\$&')}"`
}

function printName(name: string): string {
  const isPlain = PLAIN_NAME.test(name) && !RESERVED.has(name.toLowerCase())
  return isPlain ? name : `\`${name}\``
}

function printAll<T>(items: readonly T[], printItem: (item: T) => string): string {
  return items.map((item) => printItem(item)).join(', ')
}
