import type { Command, Shift } from '../commands.ts'
import { QueryError } from '../query-error.ts'
import { readField } from '../read-field.ts'
import { asText, type Sql } from '../sql.ts'
import type { Field } from '../syntax.ts'
import type { TranslationState } from '../translation-state.ts'

const DAY = 86_400_000
const SHIFT_MS: Readonly<Record<Shift, number>> = {
  previousday: DAY,
  previousweek: 7 * DAY,
  previousmonth: 30 * DAY,
}

/** Applies `pattern`: one row for each pattern of the texts of a field. */
export function pattern(
  state: TranslationState,
  field: Field,
  withLogs: (statement: string) => string,
): void {
  const sql = textsOf(state, field)
  store(state, withLogs(sql), undefined)
  setColumns(state, {
    '@pattern': { sql: 'p0', kind: 'text' },
    '@ratio': { sql: 'p1', kind: 'number' },
    '@sampleCount': { sql: 'p2', kind: 'number' },
    '@severityLabel': { sql: 'p3', kind: 'text' },
  })
}

/** Applies `diff`: the patterns of the queried time, compared with those of an earlier time. */
export function diff(
  state: TranslationState,
  { shift, at }: Extract<Command, { kind: 'diff' }>,
  field: Field | undefined,
  withLogs: (statement: string) => string,
): void {
  const { log, shared } = state
  const { since, until = shared.now } = log.source
  if (since === undefined) throw new QueryError('diff compares times: pass --since', { at })
  const sql = textsOf(state, field ?? { kind: 'field', name: '@message', at })
  const current = withLogs(sql)
  const ms = shift === undefined ? until - since : SHIFT_MS[shift]
  const { source } = log
  // An event between two times that follow each other counts once.
  const end = shift === undefined ? since - 1 : until - ms
  log.source = { ...source, since: since - ms, until: end }
  const earlier = withLogs(sql)
  log.source = source
  store(state, current, earlier)
  setColumns(state, {
    '@pattern': { sql: 'p0', kind: 'text' },
    '@sampleCount': { sql: 'p2', kind: 'number' },
    '@previousCount': { sql: 'p4', kind: 'number' },
    '@difference': { sql: 'p2 - p4', kind: 'number' },
    '@severityLabel': { sql: 'p3', kind: 'text' },
  })
}

function textsOf(state: TranslationState, field: Field): string {
  const value = readField(state, field)
  if (value.kind === 'json') throw new QueryError('pattern takes no map or list', { at: field.at })
  return `SELECT ${asText(value)} AS c0 FROM (${state.rows})`
}

function store(state: TranslationState, sql: string, earlierSql: string | undefined): void {
  const { steps } = state.shared
  const table = `patterns${steps.length}`
  steps.push({ table, sql, ...(earlierSql === undefined ? {} : { earlierSql }) })
  state.rows = `SELECT * FROM ${table}`
}

function setColumns(state: TranslationState, columns: Readonly<Record<string, Sql>>): void {
  state.named.clear()
  for (const [name, value] of Object.entries(columns)) state.named.set(name, value)
  state.shown = Object.keys(columns)
  state.summarized = true
  state.ownOrder = 'p2 DESC, p0'
}
