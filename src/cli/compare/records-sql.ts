import { linesSql } from '../ql/source.ts'
import { quote } from '../ql/sql.ts'

/** A value of records that is read into a column. */
export interface RecordColumn {
  readonly name: string
  /** The keys that lead to the value. */
  readonly keys: readonly string[]
  /** Default: text. */
  readonly isNumber?: boolean
}

/** The files that records are read from. */
export interface RecordFiles {
  readonly files: readonly string[]
  /** Whether some records stand behind other text in their line, as in Lambda's text format. */
  readonly hasPrefixes: boolean
}

/** Returns SQL for values of all records. Lines that are no records have none. */
export function recordsSql(
  { files, hasPrefixes }: RecordFiles,
  columns: readonly RecordColumn[],
): string {
  const root = new Node()
  for (const column of columns) root.add(column.keys, column.isNumber === true)
  const paths = files.map((file) => quote(file.replace(/[*?[]/g, '[$&]')))
  const names = [...root.members].map(([key, node]) => `${quoted(key)}: ${quote(node.type())}`)
  const options = `format = 'newline_delimited', ignore_errors = true, columns = {${names}}`
  const whole = `SELECT ${columns.map((column) => selected(column, column.keys))} FROM read_json([${paths}], ${options})`
  if (!hasPrefixes) return whole
  const object = `substr(line, position('{' IN line))`
  const valid = `CASE WHEN json_valid(${object}) THEN ${object} END`
  const record = `json_transform(${valid}, ${quote(root.structure())})`
  const lines = `SELECT ${record} AS record FROM ${linesSql(files)} WHERE ${PREFIXED}`
  const values = columns.map((column) => selected(column, ['record', ...column.keys]))
  return `${whole} UNION ALL SELECT ${values} FROM (${lines})`
}

/** SQL for lines in which text stands before an object. */
export const PREFIXED = `NOT starts_with(line, '{') AND NOT starts_with(ltrim(line), '{') AND position('{' IN line) > 0`

function selected(
  { name, isNumber }: RecordColumn,
  [first = '', ...rest]: readonly string[],
): string {
  const value = `${quoted(first)}${rest.map((key) => `[${quote(key)}]`).join('')}`
  return `CAST(${value} AS ${isNumber === true ? 'DOUBLE' : 'VARCHAR'}) AS ${quoted(name)}`
}

/** The type of a value that is read. */
class Node {
  readonly members = new Map<string, Node>()
  #isNumber = false

  /** Adds a value. DuckDB tells members by their names without case: only the first is read. */
  add([key, ...rest]: readonly string[], isNumber: boolean): void {
    if (key === undefined) {
      this.#isNumber = isNumber
      return
    }
    const isSame = (name: string): boolean => name.toLowerCase() === key.toLowerCase()
    const known = [...this.members.keys()].find(isSame) ?? key
    const member = this.members.get(known) ?? new Node()
    this.members.set(known, member)
    member.add(rest, isNumber)
  }

  type(): string {
    if (this.members.size === 0) return this.#isNumber ? 'DOUBLE' : 'VARCHAR'
    return `STRUCT(${[...this.members].map(([key, node]) => `${quoted(key)} ${node.type()}`)})`
  }

  structure(): string {
    if (this.members.size === 0) return JSON.stringify(this.type())
    const members = [...this.members].map(([key, node]) => {
      return `${JSON.stringify(key)}:${node.structure()}`
    })
    return `{${members}}`
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
