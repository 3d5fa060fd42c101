import type { Finding } from './lint.ts'
import type { Expression, Query } from './syntax.ts'
import { fieldsIn, partsOf } from './walk.ts'

/** Names of the fields that are present wherever a condition is looked at. */
type Guards = ReadonlySet<string>

/**
 * Negations of fields that may be missing: whether `a != 1` holds where there is no `a`
 * is answered differently by CloudWatch's documentation and its users.
 */
export function unguardedIn(query: Query): Finding[] {
  let guards: Guards = new Set()
  return query.flatMap((command) => {
    if (command.kind === 'stats') guards = new Set()
    if (command.kind !== 'filter') return []
    const findings = unguarded(command.condition, guards)
    guards = new Set([...guards, ...guardsOf(command.condition)])
    return findings
  })
}

function unguarded(condition: Expression, outer: Guards): Finding[] {
  const guards = new Set([...outer, ...guardsOf(condition)])
  return [
    ...negatedFields(condition)
      .filter(({ name }) => !guards.has(name))
      .map(({ name, at }) => {
        return {
          message: `Where there is no ${name}, this may hold or not: add ispresent(${name})`,
          at,
        }
      }),
    ...(condition.kind === 'not' ? [] : partsOf(condition)).flatMap((part) => {
      return unguarded(part, isJoint(condition) ? guards : outer)
    }),
  ]
}

function isJoint(condition: Expression): boolean {
  return condition.kind === 'binary' && condition.operator === 'and'
}

/** The fields that are present wherever a condition holds. */
function guardsOf(condition: Expression): string[] {
  if (isJoint(condition)) return partsOf(condition).flatMap(guardsOf)
  const isGuard = condition.kind === 'call' && condition.name === 'ispresent'
  return isGuard ? fieldsIn(condition).map(({ name }) => name) : []
}

function negatedFields(condition: Expression): { name: string; at: number }[] {
  const isNegation =
    condition.kind === 'not' ||
    ((condition.kind === 'like' || condition.kind === 'in') && condition.negated) ||
    (condition.kind === 'binary' && condition.operator === '!=')
  return isNegation ? comparedIn(condition) : []
}

function comparedIn(expression: Expression): { name: string; at: number }[] {
  if (expression.kind === 'call' && expression.name === 'ispresent') return []
  return expression.kind === 'field' ? [expression] : partsOf(expression).flatMap(comparedIn)
}
