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
  if (found === undefined) return undefined
  // JSON may escape any character.
  return `(${printed(found)} OR contains(line, '\\u'))`
}

/** Texts of which a line contains all, or at least one. */
interface Search {
  readonly operator: 'and' | 'or'
  readonly parts: readonly (string | Search)[]
}

function search(condition: Expression, isLogField: (field: Field) => boolean): Search | undefined {
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

/** A value is rarer than a key, so a known value is all that is searched for. */
function searchFor({ field, values }: Requirement): Search | undefined {
  const needles = values.map(needleOf)
  if (needles.length > 0 && needles.every((needle) => needle !== undefined)) {
    return { operator: 'or', parts: needles }
  }
  const key = keyTextOf(field.name)
  return key === undefined ? undefined : { operator: 'or', parts: [key] }
}

/** Writers of JSON write whole numbers below this one without an exponent. */
const MAX_PLAIN = 1_000_000

/** Returns a text that JSON with a value contains. `"7"` may also be the number. */
function needleOf({ value }: Text | Numeral): string | undefined {
  if (typeof value === 'number') {
    // 1 and 0 may be true and false.
    return Number.isInteger(value) && value > 1 && value < MAX_PLAIN ? String(value) : undefined
  }
  if (!PLAIN_TEXT.test(value)) return undefined
  return Number.isNaN(Number(value)) ? `${value}"` : value
}

/** Fields that nearly all records have. Their keys are in too many lines to be worth a search. */
const COMMON: ReadonlySet<string> = new Set([
  'timestamp',
  'level',
  'message',
  'traceId',
  'spanId',
  'service',
  'layer',
  'action',
  'phase',
  'duration',
])

/**
 * Returns a text that the keys of a field contain. A key may contain dots: `"http.method"`. No text begins
 * with a quote: searching for a character that is frequent in JSON takes four times as long.
 */
function keyTextOf(name: string): string | undefined {
  const parts = name.split('.')
  const key = parts.findLast((part) => !/^\d+$/.test(part))
  if (key === undefined || !PLAIN_TEXT.test(key) || COMMON.has(name)) return undefined
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

/** Joins searches. A text that several of them have is searched for once. */
function join(searches: readonly Search[], operator: 'and' | 'or'): Search | undefined {
  const parts = searches.flatMap((one) =>
    one.operator === operator || one.parts.length === 1 ? one.parts : one,
  )
  return parts.length === 0 ? undefined : { operator, parts: [...new Set(parts)] }
}

function printed({ operator, parts }: Search): string {
  const conditions = parts.map((part) =>
    typeof part === 'string' ? `contains(line, ${quote(part)})` : printed(part),
  )
  return `(${conditions.join(` ${operator.toUpperCase()} `)})`
}
