import { isAggregate } from './aggregates.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import { type Sql, text } from './sql.ts'
import type { Command, Expression, Field, NamedExpression } from './syntax.ts'
import { type Scope, translateExpression } from './translate-expression.ts'

/** The state of a translation: what the commands so far have made of the log. */
export interface TranslationState {
  /** SQL for the rows. */
  rows: string
  /** The names that the query has given, with SQL over the rows. */
  readonly named: Map<string, Sql>
  /** The fields of the log that the query reads. */
  readonly logFields: string[]
  /** SQL conditions that a line must satisfy. */
  readonly lineConditions: string[]
  /** The columns of the result. `undefined` before `fields`, `display` or `stats`. */
  shown: string[] | undefined
  /** Whether `stats` has been applied. */
  summarized: boolean
  order: string | undefined
  limit: number | undefined
  deduplicated: boolean
  readonly now: number
}

/** Returns the state before the first command. */
export function newTranslation(now: number): TranslationState {
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

/** Refuses a command that can't follow the previous ones. */
export function checkOrder(state: TranslationState, { kind, at }: Command): void {
  const { summarized, order, limit, deduplicated } = state
  if (kind === 'limit' && limit === undefined) return
  if (limit !== undefined && kind !== 'display') {
    throw new QueryError(`${kind} must precede limit`, { at })
  }
  if (deduplicated) throw new QueryError('Only limit may follow dedup', { at })
  if (kind === 'stats' && summarized) {
    throw new QueryError('A second stats is not supported over files', { at })
  }
  if (kind === 'stats' && order !== undefined) {
    throw new QueryError('sort must follow stats', { at })
  }
  if (kind === 'sort' && order !== undefined) {
    throw new QueryError('Use one sort with all keys: sort a desc, b asc', { at })
  }
}

/** Returns the meaning of names in the rows. */
export function rowScope(state: TranslationState): Scope {
  return {
    now: state.now,
    field: (field) => state.named.get(field.name) ?? logField(state, field),
    time: (at) => logField(state, { kind: 'field', name: '@timestamp', at }).sql,
    call({ name, at }) {
      if (isAggregate(name)) throw new QueryError(`${name} is allowed only in stats`, { at })
      return undefined
    },
  }
}

/** Translates an expression over the rows. An expression that `stats` has computed is its column. */
export function translateInRows(state: TranslationState, expression: Expression): Sql {
  return (
    state.named.get(printExpression(expression)) ?? translateExpression(expression, rowScope(state))
  )
}

/** Translates expressions to columns. Returns the columns' names. */
export function translateNamed(
  state: TranslationState,
  items: readonly NamedExpression[],
): string[] {
  return items.map((item) => {
    const sql = translateInRows(state, item.expression)
    const name = nameOf(item)
    if (item.alias !== undefined || item.expression.kind !== 'field') define(state, item, sql)
    return name
  })
}

/** Returns the name of an expression's column. */
export function nameOf({ alias, expression }: NamedExpression): string {
  if (alias !== undefined) return alias
  return expression.kind === 'field' ? expression.name : printExpression(expression)
}

function define(state: TranslationState, item: NamedExpression, { sql, kind }: Sql): void {
  const name = nameOf(item)
  if (item.alias === undefined && state.named.has(name)) return
  checkNewName(state, name, item.at)
  const column = `a${state.named.size}`
  state.rows = `SELECT *, ${sql} AS ${column} FROM (${state.rows})`
  state.named.set(name, { sql: column, kind })
}

/** Refuses a name that is taken, as CloudWatch does. */
export function checkNewName(state: TranslationState, name: string, at: number): void {
  if (state.named.has(name) || state.logFields.includes(name)) {
    throw nameTaken(name, at)
  }
}

/** Returns the error for a name that is taken. */
export function nameTaken(name: string, at: number): QueryError {
  return new QueryError(`The name '${name}' is taken: choose another one`, { at })
}

function logField({ logFields, summarized }: TranslationState, { name, at }: Field): Sql {
  if (summarized) throw new QueryError(`There is no '${name}' after stats`, { at })
  if (name === '@timestamp') return { sql: 'time', kind: 'time' }
  if (name === '@message') return text('line')
  if (name === '@log') return text('file')
  // Files have no streams.
  if (name === '@logStream') return text('CAST(NULL AS VARCHAR)')
  if (name.startsWith('@')) throw new QueryError(`'${name}' exists only on CloudWatch`, { at })
  if (!logFields.includes(name)) logFields.push(name)
  return { sql: `f${logFields.indexOf(name)}`, kind: 'value' }
}
