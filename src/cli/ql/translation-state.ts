import type { EventLog } from './event-log.ts'
import { QueryError } from './query-error.ts'
import type { FileSource } from './source.ts'
import type { Sql } from './sql.ts'

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
  readonly columns: readonly {
    readonly name: string
    readonly sql: string
    readonly kind: Sql['kind']
  }[]
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
  joined:
    | { readonly left: string; readonly right: string; readonly other: TranslationState }
    | undefined
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
