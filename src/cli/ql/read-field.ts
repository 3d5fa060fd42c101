import { isAggregate } from './aggregates.ts'
import { memberSql } from './json-path.ts'
import { logField, logJson } from './log-field.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import type { Scope } from './scope.ts'
import { json, type Sql } from './sql.ts'
import type { Expression, Field } from './syntax.ts'
import { translateExpression } from './translate-expression.ts'
import type { TranslationState } from './translation-state.ts'

/** Returns the meaning of names in the rows. */
export function rowScope(state: TranslationState): Scope {
  return {
    now: state.shared.now,
    range: state.log.source,
    field: (field) => readField(state, field),
    json: (field) => readJson(state, field),
    subquery: state.shared.subquery,
    time: (at) => readField(state, { kind: 'field', name: '@timestamp', at }).sql,
    call(call) {
      const { name, at } = call
      const computed = state.named.get(printExpression(call))
      if (computed !== undefined) return computed
      if (isAggregate(name)) throw new QueryError(`${name} is allowed only in stats`, { at })
      return undefined
    },
  }
}

/** Returns SQL for a field: a name of the query, a member of a map, or a field of the log. */
export function readField(state: TranslationState, field: Field): Sql {
  return readNamed(state, field) ?? logField(state, field)
}

function readJson(state: TranslationState, field: Field): string | undefined {
  const named = readNamed(state, field)
  if (named !== undefined) return named.kind === 'json' ? named.sql : undefined
  return logJson(state, field)
}

function readNamed(state: TranslationState, field: Field): Sql | undefined {
  const named = state.named.get(field.name) ?? memberOf(state, field.name)
  if (named !== undefined) return named
  const { joined } = state
  const [, alias, name] = /^([^.]+)\.(.+)$/s.exec(field.name) ?? []
  if (joined === undefined || name === undefined) return undefined
  if (alias === joined.left) return readField({ ...state, joined: undefined }, { ...field, name })
  return alias === joined.right ? readField(joined.other, { ...field, name }) : undefined
}

function memberOf({ named }: TranslationState, name: string): Sql | undefined {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const map = named.get(name.slice(0, dot))
    if (map?.kind === 'json') return json(memberSql(map.sql, name.slice(dot + 1)))
  }
  return undefined
}

/** Translates an expression over the rows. An expression that `stats` has computed is its column. */
export function translateInRows(state: TranslationState, expression: Expression): Sql {
  const computed =
    expression.kind === 'field' ? undefined : state.named.get(printExpression(expression))
  return computed ?? translateExpression(expression, rowScope(state))
}
