import { isAggregate } from './aggregates.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import { type Sql, text } from './sql.ts'
import type { Command, Expression, Field, Named } from './syntax.ts'
import { type Scope, translateExpression } from './translate-expression.ts'

/** How far a query is translated: what its commands so far have made of the log. */
export interface Stage {
  /** SQL of the rows. */
  rows: string
  /** What the query has named so far: SQL over the rows. */
  readonly named: Map<string, Sql>
  /** The fields of the log that it reads. */
  readonly logFields: string[]
  /** SQL for what a line must contain to be of interest. */
  readonly lineConditions: string[]
  /** The columns to show; `undefined` before a command says so. */
  shown: string[] | undefined
  /** Whether `stats` was applied. */
  summarized: boolean
  order: string | undefined
  limit: number | undefined
  deduplicated: boolean
  readonly now: number
}

export function startStage(now: number): Stage {
  return {
    rows: 'SELECT * FROM events',
    named: new Map(),
    logFields: [],
    lineConditions: [],
    shown: undefined,
    summarized: false,
    order: undefined,
    limit: undefined,
    deduplicated: false,
    now,
  }
}

/** Throws if a command doesn't fit behind those before it. */
export function checkPlace(stage: Stage, { kind, at }: Command): void {
  const { summarized, order, limit, deduplicated } = stage
  if (kind === 'limit' && limit === undefined) return
  if (limit !== undefined && kind !== 'display') {
    throw new QueryError(`${kind} must stand before limit`, { at })
  }
  if (deduplicated) throw new QueryError('Only limit may follow dedup', { at })
  if (kind === 'stats' && summarized) {
    throw new QueryError('A second stats is not supported here', { at })
  }
  if (kind === 'stats' && order !== undefined) {
    throw new QueryError('sort must stand behind stats', { at })
  }
  if (kind === 'sort' && order !== undefined) {
    throw new QueryError('One sort has all keys: sort a desc, b asc', { at })
  }
}

/** What names stand for in the rows. */
export function rowScope(stage: Stage): Scope {
  return {
    now: stage.now,
    field: (field) => stage.named.get(field.name) ?? logField(stage, field),
    time: (at) => logField(stage, { kind: 'field', name: '@timestamp', at }).sql,
    call({ name, at }) {
      if (isAggregate(name)) throw new QueryError(`${name} stands only in stats`, { at })
      return undefined
    },
  }
}

/** The SQL of an expression over the rows; of one that stats has already computed, its column. */
export function translateInRows(stage: Stage, expression: Expression): Sql {
  return (
    stage.named.get(printExpression(expression)) ?? translateExpression(expression, rowScope(stage))
  )
}

/** Translates named expressions, and gives the names of their columns. */
export function translateNamed(stage: Stage, items: readonly Named[]): string[] {
  return items.map((item) => {
    const sql = translateInRows(stage, item.expression)
    const name = nameOf(item)
    if (item.alias !== undefined || item.expression.kind !== 'field') define(stage, item, sql)
    return name
  })
}

/** The name of an expression's column. */
export function nameOf({ alias, expression }: Named): string {
  if (alias !== undefined) return alias
  return expression.kind === 'field' ? expression.name : printExpression(expression)
}

function define(stage: Stage, item: Named, { sql, kind }: Sql): void {
  const name = nameOf(item)
  if (item.alias === undefined && stage.named.has(name)) return
  checkNew(stage, name, item.at)
  const column = `a${stage.named.size}`
  stage.rows = `SELECT *, ${sql} AS ${column} FROM (${stage.rows})`
  stage.named.set(name, { sql: column, kind })
}

/** Throws if a name is already taken, as CloudWatch does. */
export function checkNew(stage: Stage, name: string, at: number): void {
  if (stage.named.has(name) || stage.logFields.includes(name)) {
    throw new QueryError(`There is already a '${name}': name it otherwise`, { at })
  }
}

function logField({ logFields, summarized }: Stage, { name, at }: Field): Sql {
  if (summarized) throw new QueryError(`stats has left no '${name}'`, { at })
  if (name === '@timestamp') return { sql: 'time', kind: 'time' }
  if (name === '@message') return text('line')
  // A file has no streams.
  if (name === '@logStream' || name === '@log') return text('CAST(NULL AS VARCHAR)')
  if (name.startsWith('@')) throw new QueryError(`Only CloudWatch has '${name}'`, { at })
  if (!logFields.includes(name)) logFields.push(name)
  return { sql: `f${logFields.indexOf(name)}`, kind: 'value' }
}
