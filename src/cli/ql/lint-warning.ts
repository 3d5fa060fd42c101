/** A part of a query that CloudWatch answers wrongly or refuses. */
export interface LintWarning {
  readonly message: string
  /** The position in the text, from 0. */
  readonly at: number
}
