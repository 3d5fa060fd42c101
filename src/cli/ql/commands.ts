import type { Expression, Field, NamedExpression, Period, SortKey } from './syntax.ts'

/** `parse`: fields out of a text. */
export interface Parse {
  readonly kind: 'parse'
  readonly mode: 'glob' | 'regex' | 'logfmt' | 'csv'
  readonly field: Field | undefined
  /** The glob or the regular expression. */
  readonly pattern: string
  readonly names: readonly string[]
  /** Whether each match is a row. */
  readonly multi: boolean
}

/** `json field=f "a.b" as c`. */
interface Json {
  readonly kind: 'json'
  readonly field: Field
  readonly path: string
  readonly name: string
}

/** `SOURCE`: which of the files are read. */
export interface Source {
  readonly kind: 'source'
  readonly names: readonly string[]
  /** Whether the names are only the beginnings of names. */
  readonly isPrefix: boolean
  readonly start: Moment | undefined
  readonly end: Moment | undefined
}

/** A time: before now by a period, or milliseconds since 1970. */
export type Moment = { readonly before: Period } | { readonly ms: number }

/** `join`. */
export interface Join {
  readonly kind: 'join'
  readonly type: 'inner' | 'left'
  readonly left: string
  readonly right: string
  /** The names without the aliases. */
  readonly leftKey: string
  readonly rightKey: string
  readonly query: Query
}

/** `appendcols`. */
export interface AppendCols {
  readonly kind: 'appendcols'
  readonly override: boolean
  readonly max: number
  readonly query: Query
}

/** `lookup` and `cidrlookup`. */
export interface Lookup {
  readonly kind: 'lookup'
  readonly table: string
  /** The column of the table that has ranges of addresses. `undefined` for `lookup`. */
  readonly cidr: boolean
  readonly matches: readonly { readonly column: string; readonly field: Field }[]
  readonly override: boolean
  readonly outputs: readonly { readonly column: string; readonly name: string }[]
}

/** `addtotals`. */
export interface AddTotals {
  readonly kind: 'addtotals'
  readonly name: string
  readonly row: boolean
  readonly col: boolean
  readonly fields: readonly Field[]
}

/** `fillmissing`. */
export interface FillMissing {
  readonly kind: 'fillmissing'
  readonly values: readonly { readonly field: Field; readonly value: Expression }[]
}

/** `outlier`. */
export interface Outlier {
  readonly kind: 'outlier'
  readonly remove: boolean
  readonly factor: number
  readonly lower: boolean
  readonly mark: boolean
  readonly fields: readonly Field[]
}

/** `stats`. */
export interface Stats {
  readonly kind: 'stats'
  readonly items: readonly NamedExpression[]
  readonly by: readonly NamedExpression[]
  readonly offset: Period | undefined
}

/** `autoregress`. */
export interface AutoRegress {
  readonly kind: 'autoregress'
  readonly field: Field
  readonly name: string | undefined
  readonly from: number
  readonly to: number
}

/** A command without its position. */
export type Body =
  | { readonly kind: 'fields' | 'display'; readonly items: readonly NamedExpression[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | Stats
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup' | 'countfrequent'; readonly fields: readonly Field[] }
  | Parse
  | Json
  | { readonly kind: 'unnest'; readonly field: Field; readonly into: string }
  | Source
  | Join
  | AppendCols
  | Lookup
  | AddTotals
  | { readonly kind: 'accum'; readonly field: Field; readonly name: string | undefined }
  | AutoRegress
  | { readonly kind: 'filldown'; readonly names: readonly string[] }
  | FillMissing
  | Outlier
  | {
      readonly kind: 'sessionize'
      readonly fields: readonly Field[]
      readonly gap: Period
      readonly name: string
    }
  | { readonly kind: 'pattern'; readonly field: Field }
  | { readonly kind: 'diff'; readonly shift: Shift | undefined }
  | { readonly kind: 'unmask' }

/** How far `diff` looks back. `undefined`: by the length of the time that is queried. */
export type Shift = 'previousday' | 'previousweek' | 'previousmonth'

/** A command with its position in the text. */
export type Command = Body & { readonly at: number }

/** A query: its commands in their order. */
export type Query = readonly Command[]
