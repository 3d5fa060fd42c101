import { quote } from './sql.ts'
import type { Binary, Expression, Field, Numeral, Text } from './syntax.ts'

/** A field that must be present for a condition to hold, and the values that it may have, if known. */
interface Requirement {
  readonly field: Field
  readonly values: readonly (Text | Numeral)[]
}

/** Text that JSON writes without escapes. Not `1` and `0`, which may be true and false in the line. */
const PLAIN_TEXT = /^(?![01]$)[\w.:@-]+$/

/**
 * Returns SQL for the texts that a line must contain if a condition holds for it, so that most lines
 * need not be parsed. `undefined` if no text is certain.
 */
export function prefilter(
  condition: Expression,
  isLogField: (field: Field) => boolean,
): string | undefined {
  const found = search(condition, isLogField)
  // JSON may escape any character.
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
  const requirement = requirementOf(condition)
  return requirement === undefined || !isLogField(requirement.field)
    ? undefined
    : searchFor(requirement)
}

function searchFor({ field, values }: Requirement): string | undefined {
  const key = keyTextOf(field.name)
  const keys = key === undefined ? [] : [contains(key)]
  const texts = values.map((value) => (value.kind === 'text' ? value.value : ''))
  const oneOf = texts.every((text) => PLAIN_TEXT.test(text))
    ? join(texts.map(contains), 'or')
    : undefined
  return join(oneOf === undefined ? keys : [...keys, oneOf], 'and')
}

/** Returns a text that the keys of a field contain. A key may contain dots: `"http.method"`. */
function keyTextOf(name: string): string | undefined {
  const parts = name.split('.')
  const key = parts.findLast((part) => !/^\d+$/.test(part))
  if (key === undefined || !PLAIN_TEXT.test(key)) return undefined
  if (parts.length === 1) return `"${key}"`
  return key === parts.at(-1) ? `${key}"` : key
}

/** A comparison doesn't hold if its field is missing, not even a negated one. */
function requirementOf(condition: Expression): Requirement | undefined {
  switch (condition.kind) {
    case 'call':
      return condition.name === 'ispresent' ? requirement(condition.args[0]) : undefined
    case 'like':
      return requirement(condition.operand)
    case 'in':
      return requirement(condition.operand, condition.negated ? [] : condition.values)
    case 'binary':
      return requirementOfComparison(condition)
    default:
      return undefined
  }
}

function requirementOfComparison({ operator, left, right }: Binary): Requirement | undefined {
  const isComparison = /^([!<>]?=|[<>])$/.test(operator)
  if (!isComparison || (right.kind !== 'text' && right.kind !== 'number')) return undefined
  return requirement(left, operator === '=' ? [right] : [])
}

function requirement(
  operand: Expression | string | undefined,
  values: Requirement['values'] = [],
): Requirement | undefined {
  const isField = typeof operand === 'object' && operand.kind === 'field'
  return isField ? { field: operand, values } : undefined
}

function contains(text: string): string {
  return `contains(line, ${quote(text)})`
}

function join(conditions: readonly string[], operator: 'and' | 'or'): string | undefined {
  return conditions.length === 0 ? undefined : `(${conditions.join(` ${operator.toUpperCase()} `)})`
}
