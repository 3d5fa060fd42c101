import { RECORD_FIELDS, type TraceRecord } from '../../core/record.ts'
import type { Command, Query } from './commands.ts'
import type { LintWarning } from './lint-warning.ts'
import { excessMessage } from './period.ts'
import type { Binary, Expression } from './syntax.ts'
import { unguardedNegations } from './unguarded-negations.ts'
import { expressionsIn, fieldsIn, namedIn, withParts } from './walk.ts'

type ObjectField = {
  [Name in keyof TraceRecord]-?: NonNullable<TraceRecord[Name]> extends object ? Name : never
}[keyof TraceRecord]

/** The fields of a record that CloudWatch stores only as their members, each with a member. */
const OBJECT_FIELDS: Readonly<Record<ObjectField, string>> = {
  links: 'links.0',
  metadata: 'metadata.statusCode',
  error: 'error.code',
  _aws: '_aws.Timestamp',
}

/** Returns the parts of a query that CloudWatch answers wrongly, or refuses. */
export function lint(query: Query): LintWarning[] {
  const expressions = query.flatMap(expressionsIn).flatMap(withParts)
  const warnings = [
    ...query.flatMap(takenNames),
    ...unguardedNegations(query),
    ...earlyLimits(query),
    ...expressions.flatMap(lintExpression),
  ]
  return warnings.sort((a, b) => a.at - b.at)
}

function lintExpression(expression: Expression): LintWarning[] {
  switch (expression.kind) {
    case 'period': {
      const message = excessMessage(expression)
      return message === undefined ? [] : [{ message, at: expression.at }]
    }
    case 'field':
      return objectsRead(expression.name, expression.at)
    case 'binary':
      return [...booleanAsText(expression.left, expression.right), ...subtractedName(expression)]
    default:
      return []
  }
}

/** `content-type` subtracts `type` from `content`: no record has such fields. */
function subtractedName({ operator, left, right }: Binary): LintWarning[] {
  const first = left.kind === 'binary' ? left.right : left
  if (operator !== '-' || first.kind !== 'field' || right.kind !== 'field') return []
  const isOneWord = right.at === first.at + first.name.length + 1
  const name = `${first.name}-${right.name}`
  const message = `${name} subtracts ${right.name}. A name with - stands between backticks`
  return isOneWord ? [{ message, at: first.at }] : []
}

/** A limit applies to the sorted rows, wherever it stands. */
function earlyLimits(query: Query): LintWarning[] {
  const limit = query.findIndex(({ kind }) => kind === 'limit')
  const sorted = query.slice(limit + 1).find(({ kind }) => kind === 'sort')
  if (limit < 0 || sorted === undefined) return []
  return [{ message: 'The limit applies to the sorted rows: write it after sort', at: sorted.at }]
}

function objectsRead(name: string, at: number): LintWarning[] {
  if (!Object.hasOwn(OBJECT_FIELDS, name)) return []
  const example = OBJECT_FIELDS[name as ObjectField]
  return [{ message: `CloudWatch stores only the members of '${name}', such as ${example}`, at }]
}

function booleanAsText(left: Expression, right: Expression): LintWarning[] {
  const isBoolean = [left, right].some(({ kind, ...side }) => {
    return kind === 'text' && 'value' in side && /^(true|false)$/i.test(String(side.value))
  })
  const [field] = isBoolean ? [left, right].flatMap(fieldsIn) : []
  if (field === undefined) return []
  return [
    { message: `CloudWatch stores true as 1 and false as 0: use ${field.name} = 1`, at: field.at },
  ]
}

/** Finds names that a query gives, although a record or the query itself has them. */
function takenNames(command: Command): LintWarning[] {
  return namedIn(command).flatMap(({ alias, expression, at }) => {
    const isTaken =
      alias !== undefined &&
      (RECORD_FIELDS.some((name) => name === alias) ||
        fieldsIn(expression).some(({ name }) => name === alias))
    const message = `CloudWatch refuses the name '${alias}': it is already a field`
    return isTaken ? [{ message, at }] : []
  })
}
