/** The operators between two operands, by how tightly they bind: the loosest first. */
export const PRECEDENCE = [
  ['or'],
  ['and'],
  ['=', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
] as const

export type Operator = (typeof PRECEDENCE)[number][number]

export interface Text {
  readonly kind: 'text'
  readonly value: string
}

export interface Numeral {
  readonly kind: 'number'
  readonly value: number
}

/** `/…/`, in RE2's syntax. */
export interface Pattern {
  readonly kind: 'pattern'
  readonly source: string
}

/** A length of time, as `5m`: only `bin` and its kin take one. */
export interface Period {
  readonly kind: 'period'
  readonly count: number
  readonly unit: string
  readonly at: number
}

/** A field by its full name, as `metadata.statusCode`. */
export interface Field {
  readonly kind: 'field'
  readonly name: string
  readonly at: number
}

export interface Call {
  readonly kind: 'call'
  /** Lower case. */
  readonly name: string
  /** `*` stands for `count(*)`. */
  readonly args: readonly Expression[] | '*'
  readonly at: number
}

export interface Binary {
  readonly kind: 'binary'
  readonly operator: Operator
  readonly left: Expression
  readonly right: Expression
}

interface Unary {
  readonly kind: 'not' | 'negative'
  readonly operand: Expression
}

export interface Like {
  readonly kind: 'like'
  readonly negated: boolean
  readonly operand: Expression
  readonly pattern: Text | Pattern
}

export interface In {
  readonly kind: 'in'
  readonly negated: boolean
  readonly operand: Expression
  readonly values: readonly (Text | Numeral)[]
}

export type Expression = Text | Numeral | Period | Field | Call | Binary | Unary | Like | In

/** An expression, and the name that the query gives its value. */
export interface Named {
  readonly expression: Expression
  readonly alias: string | undefined
  readonly at: number
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

export type Command = { readonly at: number } & (
  | { readonly kind: 'fields' | 'display'; readonly items: readonly Named[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'stats'; readonly items: readonly Named[]; readonly by: readonly Named[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly fields: readonly Field[] }
)

/** A query: its commands, in the order in which they are applied. */
export type Query = readonly Command[]

/** Words that name a field only between backticks. */
export const RESERVED: ReadonlySet<string> = new Set(
  'and or not in like as by asc desc true false null'.split(' '),
)
