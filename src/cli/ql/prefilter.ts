import { quote } from './sql.ts'
import type { Binary, Expression, Field, Numeral, Text } from './syntax.ts'

/** What a condition needs a field to be: present, and one of these if they are known. */
interface Need {
  readonly field: Field
  readonly values: readonly (Text | Numeral)[]
}

/** Text that JSON writes as it is. `1` and `0` are left out, as true and false are stored as such. */
const LITERAL = /^(?![01]$)[\w.:@-]+$/

/**
 * SQL for what a line must contain for a condition to hold of it; `undefined` if nothing is certain.
 * It saves parsing most of the lines.
 */
export function prefilter(
  condition: Expression,
  isLogField: (field: Field) => boolean,
): string | undefined {
  const found = search(condition, isLogField)
  // JSON may spell any character as an escape.
  return found === undefined ? undefined : `(${found} OR contains(line, '\\u'))`
}

function search(condition: Expression, isLogField: (field: Field) => boolean): string | undefined {
  if (
    condition.kind === 'binary' &&
    (condition.operator === 'and' || condition.operator === 'or')
  ) {
    const sides = [condition.left, condition.right].map((side) => search(side, isLogField))
    const known = sides.filter((side) => side !== undefined)
    return condition.operator === 'or' && known.length < 2
      ? undefined
      : join(known, condition.operator)
  }
  const needed = needOf(condition)
  return needed === undefined || !isLogField(needed.field) ? undefined : searchFor(needed)
}

function searchFor({ field, values }: Need): string | undefined {
  const key = field.name.split('.').findLast((part) => !/^\d+$/.test(part))
  const keys = key !== undefined && LITERAL.test(key) ? [contains(`"${key}"`)] : []
  const texts = values.map((value) => (value.kind === 'text' ? value.value : ''))
  const oneOf = texts.every((text) => LITERAL.test(text))
    ? join(texts.map(contains), 'or')
    : undefined
  return join(oneOf === undefined ? keys : [...keys, oneOf], 'and')
}

/** A comparison does not hold where its field is missing, also not if it is negated. */
function needOf(condition: Expression): Need | undefined {
  switch (condition.kind) {
    case 'call':
      return condition.name === 'ispresent' ? need(condition.args[0]) : undefined
    case 'like':
      return need(condition.operand)
    case 'in':
      return need(condition.operand, condition.negated ? [] : condition.values)
    case 'binary':
      return needOfComparison(condition)
    default:
      return undefined
  }
}

function needOfComparison({ operator, left, right }: Binary): Need | undefined {
  const isComparison = /^([!<>]?=|[<>])$/.test(operator)
  if (!isComparison || (right.kind !== 'text' && right.kind !== 'number')) return undefined
  return need(left, operator === '=' ? [right] : [])
}

function need(
  operand: Expression | string | undefined,
  values: Need['values'] = [],
): Need | undefined {
  const isField = typeof operand === 'object' && operand.kind === 'field'
  return isField ? { field: operand, values } : undefined
}

function contains(text: string): string {
  return `contains(line, ${quote(text)})`
}

function join(conditions: readonly string[], operator: 'and' | 'or'): string | undefined {
  return conditions.length === 0 ? undefined : `(${conditions.join(` ${operator.toUpperCase()} `)})`
}
