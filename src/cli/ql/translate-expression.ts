import { plural } from '../plural.ts'
import { FUNCTIONS } from './functions/index.ts'
import { QueryError } from './query-error.ts'
import { readGroups } from './regex-groups.ts'
import type { Scope } from './scope.ts'
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
import type { Binary, Call, Expression, In, InQuery, Like } from './syntax.ts'

/** The longest SQL of an expression. Comparisons repeat their operands. */
const MAX_SQL = 200_000

/** Translates an expression to SQL. */
export function translateExpression(expression: Expression, scope: Scope): Sql {
  const sql = translateAny(expression, scope)
  if (sql.sql.length > MAX_SQL) throw new QueryError('The expression is too long')
  return sql
}

function translateAny(expression: Expression, scope: Scope): Sql {
  const toSql = (operand: Expression): Sql => translateExpression(operand, scope)
  switch (expression.kind) {
    case 'text':
      return text(quote(expression.value))
    case 'number':
      return number(numeral(expression.value))
    case 'period':
      throw new QueryError('A period is allowed only in functions of times, such as bin', {
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
    case 'in-query':
      return translateInQuery(expression, toSql(expression.operand), scope)
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
    case '^':
      return number(`TRY(pow(${asNumber(left)}, ${asNumber(right)}))`)
    default:
      return number(`(${asNumber(left)} ${operator} ${asNumber(right)})`)
  }
}

function translateLike({ negated, pattern }: Like, operand: Sql): Sql {
  const matches =
    pattern.kind === 'text'
      ? `contains(${asText(operand)}, ${quote(pattern.value)})`
      : `regexp_matches(${asText(operand)}, ${quote(readGroups(pattern.source).source)})`
  return boolean(negated ? `(NOT ${matches})` : matches)
}

function translateIn({ negated, values }: In, operand: Sql): Sql {
  const isOne = values.map((value) =>
    equal(operand, value.kind === 'text' ? text(quote(value.value)) : number(numeral(value.value))),
  )
  return boolean(`(${negated ? 'NOT ' : ''}(${isOne.join(' OR ')}))`)
}

function translateInQuery({ negated, query }: InQuery, operand: Sql, scope: Scope): Sql {
  const { sql, columns } = scope.subquery(query)
  const [column] = columns
  if (column === undefined) throw new QueryError('The subquery has no field')
  const values = `SELECT ${asText(column)} FROM (${sql}) WHERE ${column.sql} IS NOT NULL`
  return boolean(`(${asText(operand)} ${negated ? 'NOT ' : ''}IN (${values}))`)
}

function translateCall(call: Call, scope: Scope, toSql: (argument: Expression) => Sql): Sql {
  const { name, at } = call
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (known === undefined) throw new QueryError(`There is no function ${name}`, { at })
  const [min, max] = known.arity
  const args = call.args === '*' ? [] : call.args
  if (call.args === '*' || args.length < min || args.length > max) {
    const count = min === max ? plural(max, 'argument') : `${min} to ${max} arguments`
    throw new QueryError(`${name} takes ${count}`, { at })
  }
  return known.toSql({ args, at, scope, toSql })
}
