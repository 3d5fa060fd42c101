import { excessOf } from './period.ts'
import { RECORD_FIELDS } from './record-fields.ts'
import type { Command, Expression, Query } from './syntax.ts'
import { unguardedIn } from './unguarded.ts'
import { expressionsIn, fieldsIn, namedIn, partsOf } from './walk.ts'

/** What in a query CloudWatch would answer wrongly, or refuse, without saying so. */
export interface Finding {
  readonly message: string
  readonly at: number
}

/** Finds what makes queries silently wrong on CloudWatch. */
export function lint(query: Query): Finding[] {
  const expressions = query.flatMap(expressionsIn).flatMap(withParts)
  const findings = [
    ...query.flatMap(takenNames),
    ...unguardedIn(query),
    ...expressions.flatMap(lintExpression),
  ]
  return findings.sort((a, b) => a.at - b.at)
}

function withParts(expression: Expression): Expression[] {
  return [expression, ...partsOf(expression).flatMap(withParts)]
}

function lintExpression(expression: Expression): Finding[] {
  switch (expression.kind) {
    case 'period': {
      const excess = excessOf(expression)
      return excess === undefined ? [] : [{ message: excess, at: expression.at }]
    }
    case 'field':
      return partsRead(expression.name, expression.at)
    case 'binary':
      return flagAsText(expression.left, expression.right)
    default:
      return []
  }
}

function partsRead(name: string, at: number): Finding[] {
  if (!Object.hasOwn(RECORD_FIELDS, name)) return []
  if (RECORD_FIELDS[name as keyof typeof RECORD_FIELDS] !== 'parts') return []
  return [{ message: `CloudWatch has no '${name}', only its parts, as ${exampleOf(name)}`, at }]
}

function exampleOf(name: string): string {
  return { links: 'links.0', metadata: 'metadata.statusCode' }[name] ?? 'error.code'
}

function flagAsText(left: Expression, right: Expression): Finding[] {
  const [field] = [left, right].flatMap(fieldsIn)
  const isFlag = [left, right].some(({ kind, ...side }) => {
    return kind === 'text' && 'value' in side && /^(true|false)$/i.test(String(side.value))
  })
  if (!isFlag || field === undefined) return []
  return [
    { message: `CloudWatch stores true as 1 and false as 0: ${field.name} = 1`, at: field.at },
  ]
}

/** Names that a query gives although a record, or the query itself, has them. */
function takenNames(command: Command): Finding[] {
  return namedIn(command).flatMap(({ alias, expression, at }) => {
    const isTaken =
      alias !== undefined &&
      (Object.hasOwn(RECORD_FIELDS, alias) ||
        fieldsIn(expression).some(({ name }) => name === alias))
    const message = `CloudWatch refuses the name '${alias}': it is already a field`
    return isTaken ? [{ message, at }] : []
  })
}
