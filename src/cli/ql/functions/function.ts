import type { Scope } from '../scope.ts'
import { asNumber, asText, number, type Sql } from '../sql.ts'
import type { Expression } from '../syntax.ts'

/** A call of a function. */
export interface FunctionCall {
  readonly args: readonly Expression[]
  readonly at: number
  readonly scope: Scope
  /** Translates an argument. */
  readonly toSql: (argument: Expression) => Sql
}

/** A function of the values of one row. */
export interface ScalarFunction {
  /** The least and the greatest number of arguments. */
  readonly arity: readonly [min: number, max: number]
  readonly toSql: (call: FunctionCall) => Sql
}

/** Functions, by their names in lower case. */
export type Functions = Readonly<Record<string, ScalarFunction>>

export const MAX_ARGUMENTS = 100

/** A function of numbers. */
export function ofNumbers(
  toSql: (...args: string[]) => string,
  min: number,
  max: number = min,
): ScalarFunction {
  return {
    arity: [min, max],
    toSql: ({ args, toSql: translate }) =>
      number(toSql(...args.map((arg) => asNumber(translate(arg))))),
  }
}

/** A function of texts. */
export function ofTexts(
  toSql: (...args: string[]) => Sql,
  min: number,
  max: number = min,
): ScalarFunction {
  return {
    arity: [min, max],
    toSql: ({ args, toSql: translate }) => toSql(...args.map((arg) => asText(translate(arg)))),
  }
}

/** A function of any values. */
export function ofValues(
  toSql: (args: readonly Sql[]) => Sql,
  min: number,
  max: number = min,
): ScalarFunction {
  return { arity: [min, max], toSql: ({ args, toSql: translate }) => toSql(args.map(translate)) }
}
