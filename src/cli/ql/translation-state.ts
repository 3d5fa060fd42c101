import { isAggregate } from './aggregates.ts'
import type { Command } from './commands.ts'
import { logField, logJson } from './log-field.ts'
import { memberSql } from './json-path.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import type { EventLog, FileSource } from './source.ts'
import { json, type Sql } from './sql.ts'
import type { Expression, Field, NamedExpression } from './syntax.ts'
import { type Scope, translateExpression } from './translate-expression.ts'

/** What all parts of a translation share. */
export interface Translator {
  readonly source: FileSource
  /** The value of `now()`, in milliseconds. */
  readonly now: number
  /** The logs that the query and its subqueries read. */
  readonly logs: EventLog[]
  /** Work that SQL can't do, in order. Each makes a table for what follows. */
  readonly steps: PatternStep[]
  /** Translates a query whose rows another query reads. */
  readonly subquery: (query: readonly unknown[]) => Subquery
  columns: number
}

/** A query within a query. */
export interface Subquery {
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly sql: string; readonly kind: Sql['kind'] }[]
}

/** Finds the patterns of texts, and stores them as a table. */
export interface PatternStep {
  readonly table: string
  /** SQL that returns the texts. */
  readonly sql: string
  /** SQL that returns the texts of an earlier time, to compare with. */
  readonly earlierSql?: string
}

/** The state of a translation: what the commands so far have made of the log. */
export interface TranslationState {
  readonly shared: Translator
  readonly log: EventLog
  /** SQL for the rows. */
  rows: string
  /** The names that the query has given, with SQL over the rows. */
  readonly named: Map<string, Sql>
  /** The columns of the result. `undefined` before `fields`, `display` or `stats`. */
  shown: string[] | undefined
  /** Whether the rows are no longer events: after `stats` or `pattern`. */
  summarized: boolean
  /** The column that `bin` has made, if `stats` groups by one. */
  bin: { readonly name: string; readonly ms: number | undefined } | undefined
  /** The columns that `stats` has grouped by. */
  keys: readonly string[]
  order: string | undefined
  /** The order that a command such as `pattern` gives its rows, until `sort`. */
  ownOrder: string | undefined
  limit: number | undefined
  deduplicated: boolean
  /** The columns whose sums are a last row. */
  totals: readonly string[]
  joined: { readonly left: string; readonly right: string; readonly other: TranslationState } | undefined
}

/** Returns the state before the first command. */
export function newState(shared: Translator): TranslationState {
  const { length } = shared.logs
  const prefix = length === 0 ? '' : `l${length}_`
  const log: EventLog = { source: shared.source, prefix, columns: [], lineConditions: [] }
  shared.logs.push(log)
  return {
    shared,
    log,
    rows: `SELECT * FROM ${prefix}events`,
    named: new Map(),
    shown: undefined,
    summarized: false,
    bin: undefined,
    keys: [],
    order: undefined,
    ownOrder: undefined,
    limit: undefined,
    deduplicated: false,
    totals: [],
    joined: undefined,
  }
}

/** Commands that may follow `limit`, which then applies to their result. */
const AFTER_LIMIT: readonly Command['kind'][] = ['fields', 'display', 'sort', 'unmask']

/** Refuses a command that can't follow the previous ones. */
export function checkOrder(state: TranslationState, { kind, at }: Command): void {
  const { order, limit, deduplicated, joined } = state
  if (kind === 'limit') {
    if (limit !== undefined) throw new QueryError('There is a limit already', { at })
    return
  }
  if (deduplicated) throw new QueryError('Only limit may follow dedup', { at })
  if (limit !== undefined && !AFTER_LIMIT.includes(kind)) {
    throw new QueryError(`${kind} must precede limit`, { at })
  }
  if (order !== undefined && (kind === 'stats' || kind === 'pattern' || kind === 'countfrequent')) {
    throw new QueryError(`sort must follow ${kind}`, { at })
  }
  if (kind === 'sort' && order !== undefined) {
    throw new QueryError('Use one sort with all keys: sort a desc, b asc', { at })
  }
  if (kind === 'join' && joined !== undefined) throw new QueryError('A query has one join', { at })
}

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

/** Translates expressions to columns. Returns the columns' names. */
export function translateNamed(
  state: TranslationState,
  items: readonly NamedExpression[],
): string[] {
  return items.map((item) => {
    const sql = translateInRows(state, item.expression)
    const name = nameOf(item)
    const isField = item.expression.kind === 'field' && item.expression.name === name
    if (!isField || sql.kind === 'json') define(state, name, sql, item)
    return name
  })
}

/** Returns the name of an expression's column: its alias, or its text as typed. */
export function nameOf({ alias, expression, text }: NamedExpression): string {
  if (alias !== undefined) return alias
  const isPlain = expression.kind === 'field' && !text?.includes('[')
  return isPlain ? expression.name : (text ?? printExpression(expression))
}

function define(state: TranslationState, name: string, sql: Sql, item: NamedExpression): void {
  if (item.alias === undefined && state.named.has(name)) return
  if (item.alias !== undefined) checkNewName(state, name, item.at)
  addColumn(state, name, sql)
  if (item.alias === undefined && item.expression.kind !== 'field') {
    state.named.set(printExpression(item.expression), state.named.get(name) as Sql)
  }
}

/** Adds a column to the rows, and gives it a name. */
export function addColumn(state: TranslationState, name: string, { sql, kind }: Sql): void {
  const column = newColumn(state.shared)
  state.rows = `SELECT *, ${sql} AS ${column} FROM (${state.rows})`
  state.named.set(name, { sql: column, kind })
}

/** Returns a name that no other column has. */
export function newColumn(shared: Translator): string {
  shared.columns += 1
  return `a${shared.columns}`
}

/** Adds a name to the columns of the result. */
export function show(state: TranslationState, name: string): void {
  const shown = shownColumns(state)
  if (!shown.includes(name)) state.shown = [...shown, name]
}

/** Returns the columns of the result: by default the time and the line. */
export function shownColumns({ shown }: TranslationState): string[] {
  return shown ?? ['@timestamp', '@message']
}

/** Returns the order of the rows: the newest first, unless the query says another one. */
export function rowOrder(state: TranslationState): string {
  const order = state.order ?? state.ownOrder
  if (order !== undefined) return order
  if (!state.summarized) return `${state.log.prefix}time DESC NULLS LAST, ${state.log.prefix}line`
  const columns = [...new Set([...state.named.values()].map(({ sql }) => sql))]
  return columns.join(', ')
}

/** Refuses a name that is taken, as CloudWatch does. */
export function checkNewName(state: TranslationState, name: string, at: number): void {
  const isRead = state.log.columns.some((column) => column.name === name)
  if (state.named.has(name) || (isRead && !state.summarized)) throw nameTaken(name, at)
}

/** Returns the error for a name that is taken. */
export function nameTaken(name: string, at: number): QueryError {
  return new QueryError(`The name '${name}' is taken: choose another one`, { at })
}
