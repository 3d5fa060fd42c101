/** The operators between two operands, in levels: those that bind loosest first. */
export const PRECEDENCE = [
  ['or'],
  ['and'],
  ['=', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
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

/** A length of time such as `5m`. */
export interface Period {
  readonly kind: 'period'
  readonly count: number
  readonly unit: string
  readonly at: number
}

/** A field, by its full name such as `metadata.statusCode`. `list[1]` has the name `list.1`. */
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

/** `operand in (SOURCE … | fields …)`. */
export interface InQuery {
  readonly kind: 'in-query'
  readonly negated: boolean
  readonly operand: Expression
  /** The commands of the query. */
  readonly query: readonly unknown[]
}

/** An expression. */
export type Expression =
  | Text
  | Numeral
  | Period
  | Field
  | Call
  | Binary
  | Unary
  | Like
  | In
  | InQuery

/** An expression, with the name that the query gives it. */
export interface NamedExpression {
  readonly expression: Expression
  readonly alias: string | undefined
  /** The text as typed, if it names the column. */
  readonly text?: string | undefined
  readonly at: number
}

/** An expression that rows are sorted by. */
export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

/** Words that can name a field only between backticks. */
export const RESERVED: ReadonlySet<string> = new Set(
  'and or not in like as by asc desc true false null'.split(' '),
)
