import { aggregate, isAggregate } from './aggregates.ts'
import { QueryError } from './query-error.ts'
import type { Sql } from './sql.ts'
import { checkNew, nameOf, rowScope, type Stage, translateInRows } from './stage.ts'
import type { Command, Named } from './syntax.ts'
import { type Scope, translateExpression } from './translate-expression.ts'

/** Applies `stats`: one row per group. */
export function summarize(stage: Stage, { items, by }: Extract<Command, { kind: 'stats' }>): void {
  const keys = by.map((item) => column(stage, item, translateInRows(stage, item.expression)))
  const groups = new Map(keys.map(({ name, value }) => [name, value]))
  const scope = groupScope(stage, groups)
  const totals = items.map((item) => {
    const total = column(stage, item, translateExpression(item.expression, scope))
    if (groups.has(total.name)) throw taken(item)
    groups.set(total.name, total.value)
    return total
  })
  const columns = [...keys, ...totals].map(({ name, value }, index) => {
    return { name, kind: value.kind, sql: value.sql, column: `s${index}` }
  })
  const select = columns.map((one) => `${one.sql} AS ${one.column}`)
  // Of no events there is no row.
  const grouping =
    keys.length > 0 ? `GROUP BY ${keys.map(({ value }) => value.sql)}` : 'HAVING count(*) > 0'
  stage.rows = `SELECT ${select} FROM (${stage.rows}) ${grouping}`
  stage.named.clear()
  for (const { name, kind, column } of columns) stage.named.set(name, { sql: column, kind })
  stage.shown = columns.map(({ name }) => name)
  stage.summarized = true
}

function column(stage: Stage, item: Named, value: Sql): { name: string; value: Sql } {
  if (item.alias !== undefined) checkNew(stage, item.alias, item.at)
  return { name: nameOf(item), value }
}

/** What names stand for beside aggregates: the groups' keys, and what stats has named before. */
function groupScope(stage: Stage, groups: ReadonlyMap<string, Sql>): Scope {
  const inner = rowScope(stage)
  return {
    ...inner,
    field({ name, at }) {
      const known = groups.get(name)
      if (known !== undefined) return known
      throw new QueryError(`'${name}' must stand in a function such as max, or behind by`, { at })
    },
    call(call) {
      if (!isAggregate(call.name)) return undefined
      const time = (): string => inner.time(call.at)
      return aggregate(call, (arg) => translateExpression(arg, inner), time())
    },
  }
}

function taken(item: Named): QueryError {
  return new QueryError(`There is already a '${nameOf(item)}': name it otherwise`, { at: item.at })
}
