import type { Percentages } from './aggregate-scope.ts'
import { aggregate, isAggregate } from './aggregates.ts'
import type { Stats } from './commands.ts'
import { nameOf } from './named-columns.ts'
import { percentagesIn } from './percentiles.ts'
import { periodMs } from './period.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import { rowScope, translateInRows } from './read-field.ts'
import type { Scope } from './scope.ts'
import type { Sql } from './sql.ts'
import type { Expression, NamedExpression, Period } from './syntax.ts'
import { translateExpression } from './translate-expression.ts'
import { checkNewName, nameTaken, newColumn, type TranslationState } from './translation-state.ts'

/** Applies `stats`: one row for each group. */
export function summarize(state: TranslationState, { items, by, offset }: Stats): void {
  const keys = by.map((item) => keyColumn(state, item, offset))
  const groups = new Map(keys.flatMap(({ names, value }) => names.map((name) => [name, value])))
  const percentages = percentagesIn(items.map(({ expression }) => expression))
  const scope = groupScope(state, groups, percentages)
  const totals = items.map((item) => {
    const total = column(state, item, translateExpression(item.expression, scope))
    if (groups.has(total.name)) throw nameTaken(total.name, item.at)
    for (const name of total.names) groups.set(name, total.value)
    return total
  })
  const columns = [...keys, ...totals].map((one) => ({ ...one, column: newColumn(state.shared) }))
  const select = columns.map(({ value, column: name }) => `${value.sql} AS ${name}`)
  // Without events there is no row.
  const grouping =
    keys.length > 0 ? `GROUP BY ${keys.map(({ value }) => value.sql)}` : 'HAVING count(*) > 0'
  state.rows = `SELECT ${select} FROM (${state.rows}) ${grouping}`
  state.bin = by.flatMap((item) => binOf(item)).at(0)
  state.keys = columns.slice(0, keys.length).map(({ column: name }) => name)
  state.named.clear()
  for (const { names, value, column: name } of columns) {
    for (const known of names) state.named.set(known, { sql: name, kind: value.kind })
  }
  state.shown = [...new Set(columns.map(({ name }) => name))]
  state.summarized = true
  state.ownOrder = undefined
}

interface GroupColumn {
  readonly name: string
  /** The name, and the spelling by which later commands may find it. */
  readonly names: readonly string[]
  readonly value: Sql
}

function column(state: TranslationState, item: NamedExpression, value: Sql): GroupColumn {
  if (item.alias !== undefined) checkNewName(state, item.alias, item.at)
  const name = nameOf(item)
  const isUnnamed = item.alias === undefined && item.expression.kind !== 'field'
  return { name, names: isUnnamed ? [name, printExpression(item.expression)] : [name], value }
}

function keyColumn(
  state: TranslationState,
  item: NamedExpression,
  offset: Period | undefined,
): GroupColumn {
  const { sql, kind } = translateInRows(state, item.expression)
  if (kind === 'json') {
    const scalar = { sql: `ql_scalar(${sql})`, kind: 'value' } as const
    return column(state, item, scalar)
  }
  const shift = offset !== undefined && isBin(item.expression) ? periodMs(offset) : 0
  if (shift === undefined) throw new QueryError('offset takes a period up to days', { at: item.at })
  return column(state, item, { sql: shift === 0 ? sql : `(${sql} + ${shift})`, kind })
}

function isBin(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name === 'bin'
}

function binOf(item: NamedExpression): { name: string; ms: number | undefined }[] {
  const { expression } = item
  if (expression.kind !== 'call' || !/^(bin|datefloor|dateceil)$/.test(expression.name)) return []
  const period = expression.args === '*' ? undefined : expression.args.at(-1)
  return period?.kind === 'period' ? [{ name: nameOf(item), ms: periodMs(period) }] : []
}

/** Returns the meaning of names beside aggregates: the keys of groups, and previous names of `stats`. */
function groupScope(
  state: TranslationState,
  groups: ReadonlyMap<string, Sql>,
  percentages: Percentages,
): Scope {
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
      return aggregate(call, {
        toSql: (arg) => translateExpression(arg, inner),
        time: () => inner.time(call.at),
        percentages,
      })
    },
  }
}
