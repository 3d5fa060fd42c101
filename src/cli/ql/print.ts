import {
  type Expression,
  type NamedExpression,
  PRECEDENCE,
  type Query,
  RESERVED,
} from './syntax.ts'

const PLAIN_NAME = /^[A-Za-z_@][\w@]*(?:\.[\w@]+)*$/
const COMPARISON = 2
const SUM = 3
const MAX_BINDING: number = PRECEDENCE.length

/** Prints a query as QL. Parsing the text gives the same query. */
export function print(query: Query): string {
  return query.map(printCommand).join('\n| ')
}

function printCommand(command: Query[number]): string {
  switch (command.kind) {
    case 'filter':
      return `filter ${printExpression(command.condition)}`
    case 'stats': {
      const by = command.by.length > 0 ? ` by ${printAll(command.by, printNamed)}` : ''
      return `stats ${printAll(command.items, printNamed)}${by}`
    }
    case 'sort':
      return `sort ${printAll(command.keys, ({ expression, descending }) => `${printExpression(expression)} ${descending ? 'desc' : 'asc'}`)}`
    case 'limit':
      return `limit ${command.count}`
    case 'dedup':
      return `dedup ${printAll(command.fields, printExpression)}`
    default:
      return `${command.kind} ${printAll(command.items, printNamed)}`
  }
}

function printNamed({ expression, alias }: NamedExpression): string {
  return printExpression(expression) + (alias === undefined ? '' : ` as ${printName(alias)}`)
}

/** Prints an expression as QL, in parentheses if it binds less tightly than `minBinding`. */
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
      return COMPARISON
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
      return `-${printExpression(expression.operand, MAX_BINDING)}`
    default:
      return printRelation(expression)
  }
}

function printRelation(
  expression: Extract<Expression, { kind: 'binary' | 'like' | 'in' }>,
): string {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression
    const binding = bindingOf(expression)
    const leftmost = binding === COMPARISON ? SUM : binding
    return `${printExpression(left, leftmost)} ${operator} ${printExpression(right, binding + 1)}`
  }
  const { negated, kind } = expression
  const operand =
    kind === 'in'
      ? `[${printAll(expression.values, (value) => printExpression(value))}]`
      : printPattern(expression.pattern)
  return `${printExpression(expression.operand, SUM)} ${negated ? 'not ' : ''}${kind} ${operand}`
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
