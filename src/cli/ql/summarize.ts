import { aggregate, isAggregate } from './aggregates.ts'
import { QueryError } from './query-error.ts'
import type { Sql } from './sql.ts'
import type { Command, NamedExpression } from './syntax.ts'
import { type Scope, translateExpression } from './translate-expression.ts'
import {
  checkNewName,
  nameOf,
  nameTaken,
  rowScope,
  type TranslationState,
  translateInRows,
} from './translation-state.ts'

/** Applies `stats`: one row for each group. */
export function summarize(
  state: TranslationState,
  { items, by }: Extract<Command, { kind: 'stats' }>,
): void {
  const keys = by.map((item) => column(state, item, translateInRows(state, item.expression)))
  const groups = new Map(keys.map(({ name, value }) => [name, value]))
  const scope = groupScope(state, groups)
  const totals = items.map((item) => {
    const total = column(state, item, translateExpression(item.expression, scope))
    if (groups.has(total.name)) throw nameTaken(total.name, item.at)
    groups.set(total.name, total.value)
    return total
  })
  const columns = [...keys, ...totals].map(({ name, value }, index) => {
    return { name, kind: value.kind, sql: value.sql, column: `s${index}` }
  })
  const select = columns.map(({ sql, column }) => `${sql} AS ${column}`)
  // Without events there is no row.
  const grouping =
    keys.length > 0 ? `GROUP BY ${keys.map(({ value }) => value.sql)}` : 'HAVING count(*) > 0'
  state.rows = `SELECT ${select} FROM (${state.rows}) ${grouping}`
  state.named.clear()
  for (const { name, kind, column } of columns) state.named.set(name, { sql: column, kind })
  state.shown = columns.map(({ name }) => name)
  state.summarized = true
}

function column(
  state: TranslationState,
  item: NamedExpression,
  value: Sql,
): { name: string; value: Sql } {
  if (item.alias !== undefined) checkNewName(state, item.alias, item.at)
  return { name: nameOf(item), value }
}

/** Returns the meaning of names beside aggregates: the keys of groups, and previous names of `stats`. */
function groupScope(state: TranslationState, groups: ReadonlyMap<string, Sql>): Scope {
  const inner = rowScope(state)
  return {
    ...inner,
    field({ name, at }) {
      const known = groups.get(name)
      if (known !== undefined) return known
      throw new QueryError(`'${name}' must be in a function such as max, or after by`, { at })
    },
    call(call) {
      if (!isAggregate(call.name)) return undefined
      const time = (): string => inner.time(call.at)
      return aggregate(call, (arg) => translateExpression(arg, inner), time())
    },
  }
}
