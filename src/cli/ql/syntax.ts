/** The operators between two operands, in levels: those that bind loosest first. */
export const PRECEDENCE = [
  ['or'],
  ['and'],
  ['=', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
] as const

/** An operator between two operands. */
export type Operator = (typeof PRECEDENCE)[number][number]

/** A string. */
export interface Text {
  readonly kind: 'text'
  readonly value: string
}

/** A number. */
export interface Numeral {
  readonly kind: 'number'
  readonly value: number
}

/** A regular expression `/…/`, in RE2's syntax. */
export interface Pattern {
  readonly kind: 'pattern'
  readonly source: string
}

/** A length of time such as `5m`. Only `bin`, `datefloor` and `dateceil` take one. */
export interface Period {
  readonly kind: 'period'
  readonly count: number
  readonly unit: string
  readonly at: number
}

/** A field, by its full name such as `metadata.statusCode`. */
export interface Field {
  readonly kind: 'field'
  readonly name: string
  readonly at: number
}

/** A call of a function. */
export interface Call {
  readonly kind: 'call'
  /** The function's name, in lower case. */
  readonly name: string
  /** `*` in `count(*)`. */
  readonly args: readonly Expression[] | '*'
  readonly at: number
}

/** Two operands and the operator between them. */
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

/** `operand like pattern`, or `operand not like pattern`. */
export interface Like {
  readonly kind: 'like'
  readonly negated: boolean
  readonly operand: Expression
  readonly pattern: Text | Pattern
}

/** `operand in [values]`, or `operand not in [values]`. */
export interface In {
  readonly kind: 'in'
  readonly negated: boolean
  readonly operand: Expression
  readonly values: readonly (Text | Numeral)[]
}

/** An expression. */
export type Expression = Text | Numeral | Period | Field | Call | Binary | Unary | Like | In

/** An expression, with the name that the query gives it. */
export interface NamedExpression {
  readonly expression: Expression
  readonly alias: string | undefined
  readonly at: number
}

/** An expression that rows are sorted by. */
export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

/** A command with its position in the text. */
export type Command = { readonly at: number } & (
  | { readonly kind: 'fields' | 'display'; readonly items: readonly NamedExpression[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | {
      readonly kind: 'stats'
      readonly items: readonly NamedExpression[]
      readonly by: readonly NamedExpression[]
    }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly fields: readonly Field[] }
)

/** A query: its commands in their order. */
export type Query = readonly Command[]

/** Words that can name a field only between backticks. */
export const RESERVED: ReadonlySet<string> = new Set(
  'and or not in like as by asc desc true false null'.split(' '),
)
