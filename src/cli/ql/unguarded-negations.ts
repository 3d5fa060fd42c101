import type { Query } from './commands.ts'
import type { LintWarning } from './lint-warning.ts'
import type { Expression } from './syntax.ts'
import { fieldsIn, partsOf } from './walk.ts'

/** Names of the fields that are present wherever a condition is evaluated. */
type Guards = ReadonlySet<string>

/** What each event has. */
const ALWAYS_PRESENT: readonly string[] = ['@message', '@timestamp', '@log', '@logStream']

/**
 * Returns the negations of fields that may be missing. CloudWatch's documentation and its users
 * disagree on whether `a != 1` holds for a record without `a`.
 */
export function unguardedNegations(query: Query): LintWarning[] {
  let guards: Guards = new Set(ALWAYS_PRESENT)
  return query.flatMap((command) => {
    if (command.kind === 'stats' || command.kind === 'countfrequent') guards = new Set()
    if (command.kind !== 'filter') return []
    const warnings = unguarded(command.condition, guards)
    guards = new Set([...guards, ...guardsOf(command.condition)])
    return warnings
  })
}

function unguarded(condition: Expression, outer: Guards): LintWarning[] {
  const conditions = conjunctsOf(condition)
  const guards = new Set([...outer, ...guardsOf(condition)])
  const inner = conditions.length > 1 ? guards : outer
  return conditions.flatMap((one) => [
    ...negatedFields(one)
      .filter(({ name }) => !guards.has(name))
      .map(({ name, at }) => {
        return { message: `Records without ${name} may match or not: add ispresent(${name})`, at }
      }),
    ...(one.kind === 'not' ? [] : partsOf(one)).flatMap((part) => unguarded(part, inner)),
  ])
}

/** Returns the conditions that `and` joins: all of them hold if the whole condition does. */
function conjunctsOf(condition: Expression): Expression[] {
  const conjuncts: Expression[] = []
  const rest = [condition]
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    if (one.kind === 'binary' && one.operator === 'and') rest.push(one.right, one.left)
    else conjuncts.push(one)
  }
  return conjuncts
}

/** Returns the fields that are present wherever a condition holds. */
function guardsOf(condition: Expression): string[] {
  const guards = conjunctsOf(condition).filter(
    (one) => one.kind === 'call' && one.name === 'ispresent',
  )
  return guards.flatMap(fieldsIn).map(({ name }) => name)
}

function negatedFields(condition: Expression): { name: string; at: number }[] {
  const isNegation =
    condition.kind === 'not' ||
    ((condition.kind === 'like' || condition.kind === 'in') && condition.negated) ||
    (condition.kind === 'binary' && condition.operator === '!=')
  return isNegation ? comparedFields(condition) : []
}

function comparedFields(expression: Expression): { name: string; at: number }[] {
  if (expression.kind === 'call' && expression.name === 'ispresent') return []
  return expression.kind === 'field' ? [expression] : partsOf(expression).flatMap(comparedFields)
}
