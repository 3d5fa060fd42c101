import { plural } from '../plural.ts'
import { FUNCTIONS } from './functions.ts'
import { ceilTo, floorTo } from './period.ts'
import { QueryError } from './query-error.ts'
import {
  asCondition,
  asNumber,
  asText,
  boolean,
  compare,
  equal,
  number,
  numeral,
  quote,
  type Sql,
  text,
} from './sql.ts'
import type { Binary, Call, Expression, Field, In, Like } from './syntax.ts'

/** The meaning of the names in an expression. */
export interface Scope {
  readonly field: (field: Field) => Sql
  /** Returns SQL for the time of the row, in milliseconds. */
  readonly time: (at: number) => string
  /** The value of `now()`, in milliseconds. */
  readonly now: number
  /** Translates calls that have a meaning only in this scope. Returns `undefined` for others. */
  readonly call?: (call: Call) => Sql | undefined
}

/** Translates an expression to SQL. */
export function translateExpression(expression: Expression, scope: Scope): Sql {
  const toSql = (operand: Expression): Sql => translateExpression(operand, scope)
  switch (expression.kind) {
    case 'text':
      return text(quote(expression.value))
    case 'number':
      return number(numeral(expression.value))
    case 'period':
      throw new QueryError('A period is allowed only in bin, datefloor and dateceil', {
        at: expression.at,
      })
    case 'field':
      return scope.field(expression)
    case 'not':
      return boolean(`(NOT ${asCondition(toSql(expression.operand))})`)
    case 'negative':
      return number(`(- ${asNumber(toSql(expression.operand))})`)
    case 'like':
      return translateLike(expression, toSql(expression.operand))
    case 'in':
      return translateIn(expression, toSql(expression.operand))
    case 'binary':
      return translateBinary(expression.operator, toSql(expression.left), toSql(expression.right))
    case 'call':
      return scope.call?.(expression) ?? translateCall(expression, scope, toSql)
  }
}

function translateBinary(operator: Binary['operator'], left: Sql, right: Sql): Sql {
  switch (operator) {
    case 'and':
    case 'or':
      return boolean(`(${asCondition(left)} ${operator.toUpperCase()} ${asCondition(right)})`)
    case '=':
      return boolean(equal(left, right))
    case '!=':
      return boolean(`(NOT ${equal(left, right)})`)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return boolean(compare(left, operator, right))
    case '/':
    case '%':
      return number(`(${asNumber(left)} ${operator} nullif(${asNumber(right)}, 0))`)
    default:
      return number(`(${asNumber(left)} ${operator} ${asNumber(right)})`)
  }
}

function translateLike({ negated, pattern }: Like, operand: Sql): Sql {
  const matches =
    pattern.kind === 'text'
      ? `contains(${asText(operand)}, ${quote(pattern.value)})`
      : `regexp_matches(${asText(operand)}, ${quote(pattern.source)})`
  return boolean(negated ? `(NOT ${matches})` : matches)
}

function translateIn({ negated, values }: In, operand: Sql): Sql {
  const isOne = values.map((value) =>
    equal(operand, value.kind === 'text' ? text(quote(value.value)) : number(numeral(value.value))),
  )
  return boolean(`(${negated ? 'NOT ' : ''}(${isOne.join(' OR ')}))`)
}

function translateCall(call: Call, scope: Scope, toSql: (argument: Expression) => Sql): Sql {
  const { name, at } = call
  const args = call.args === '*' ? [] : call.args
  if (name === 'bin' || name === 'datefloor' || name === 'dateceil') {
    return translateDate(call, scope, toSql)
  }
  if (name === 'now') return number(numeral(Math.floor(scope.now / 1000)))
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (known === undefined)
    throw new QueryError(`The function ${name} is not supported over files`, { at })
  const [min, max] = known.arity
  if (call.args === '*' || args.length < min || args.length > max) {
    const count = min === max ? plural(max, 'argument') : `${min} to ${max} arguments`
    throw new QueryError(`${name} takes ${count}`, { at })
  }
  return known.toSql(args.map(toSql))
}

function translateDate(call: Call, scope: Scope, toSql: (argument: Expression) => Sql): Sql {
  const { name, at } = call
  const args = call.args === '*' ? [] : call.args
  const period = args.at(-1)
  const isBin = name === 'bin'
  if (period?.kind !== 'period' || args.length !== (isBin ? 1 : 2)) {
    throw new QueryError(`${name} takes ${isBin ? '' : 'a time and '}a period such as 5m`, { at })
  }
  const time = isBin ? scope.time(at) : asNumber(toSql(args[0] as Expression))
  return { sql: name === 'dateceil' ? ceilTo(period, time) : floorTo(period, time), kind: 'time' }
}
