import type { Command, Parse } from '../commands.ts'
import { memberSql } from '../json-path.ts'
import { rowScope } from '../read-field.ts'
import { readGroups } from '../regex-groups.ts'
import { asText, json, quote, type Sql } from '../sql.ts'
import type { Field } from '../syntax.ts'
import {
  addColumn,
  checkNewName,
  newColumn,
  show,
  type TranslationState,
} from '../translation-state.ts'

type ParseCommand = Extract<Command, { kind: 'parse' }>

/** Applies `parse`. Rows whose text doesn't match stay, without the fields. */
export function parseText(state: TranslationState, command: ParseCommand): void {
  const { mode, at, names } = command
  const field: Field = command.field ?? { kind: 'field', name: '@message', at }
  const value = asText(rowScope(state).field(field))
  for (const name of names) if (name !== field.name) checkNewName(state, name, at)
  if (mode === 'glob' || mode === 'regex') parsePattern(state, command, value)
  else if (mode === 'logfmt') define(state, names, [json(`ql_logfmt(${value})`)])
  else parseCells(state, names, `ql_csv(${value})`)
}

function parseCells(state: TranslationState, names: readonly string[], parsed: string): void {
  const cells = bind(state, parsed)
  define(
    state,
    names,
    names.map((_, index) => ({
      sql: `json_extract_string(${cells}, '$[${index}]')`,
      kind: 'value',
    })),
  )
}

function parsePattern(state: TranslationState, command: Parse, value: string): void {
  const source =
    command.mode === 'glob' ? globSource(command.pattern) : readGroups(command.pattern).source
  const regex = quote(source)
  const text = bind(state, value)
  if (command.multi) {
    parseAll(state, command.names, text, regex)
    return
  }
  const groups = command.names.map((_, index) => quote(`g${index}`))
  const match = bind(
    state,
    `CASE WHEN regexp_matches(${text}, ${regex}) THEN regexp_extract(${text}, ${regex}, [${groups}]) END`,
  )
  const values = command.names.map(
    (_, index): Sql => ({ sql: `${match}.g${index}`, kind: 'value' }),
  )
  define(state, command.names, values)
}

/** Each match is a row. */
function parseAll(
  state: TranslationState,
  names: readonly string[],
  text: string,
  regex: string,
): void {
  const lists = names.map((_, index) =>
    bind(state, `regexp_extract_all(${text}, ${regex}, ${index + 1})`),
  )
  const position = newColumn(state.shared)
  const positions = `unnest(generate_series(1, greatest(1, coalesce(len(${lists[0]}), 0))))`
  state.rows = `SELECT *, ${positions} AS ${position} FROM (${state.rows})`
  define(
    state,
    names,
    lists.map((list): Sql => ({ sql: `${list}[${position}]`, kind: 'value' })),
  )
}

/** In a glob, `*` is the shortest text up to what follows; a last `*` is the rest. */
function globSource(glob: string): string {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const [first = '', ...rest] = literals
  const begin = first === '' ? '^' : ''
  const end = rest.at(-1) === '' ? '$' : ''
  return `(?s)${begin}${[first, ...rest].join('(.*?)')}${end}`
}

/** Computes a value once, for several columns. */
function bind(state: TranslationState, sql: string): string {
  const column = newColumn(state.shared)
  state.rows = `SELECT *, ${sql} AS ${column} FROM (${state.rows})`
  return column
}

function define(state: TranslationState, names: readonly string[], values: readonly Sql[]): void {
  for (const [index, name] of names.entries()) {
    if (name === '') continue
    addColumn(state, name, values[index] as Sql)
    show(state, name)
  }
}

/** Applies `json field=f "a.b" as c`. */
export function jsonField(
  state: TranslationState,
  { field, path, name, at }: Extract<Command, { kind: 'json' }>,
): void {
  checkNewName(state, name, at)
  const scope = rowScope(state)
  const value = scope.field(field)
  const map = value.kind === 'json' ? value.sql : `ql_json(${asText(value)})`
  const raw = scope.json(field)
  const source = raw === undefined || value.kind === 'json' ? map : `coalesce(${map}, ${raw})`
  const column = bind(state, source)
  addColumn(state, name, json(memberSql(column, path)))
  show(state, name)
}
