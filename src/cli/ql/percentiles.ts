import type { AggregateScope, Percentages } from './aggregate-scope.ts'
import { printExpression } from './print.ts'
import { QueryError } from './query-error.ts'
import { finite, number, type Sql } from './sql.ts'
import type { Call, Expression } from './syntax.ts'
import { withParts } from './walk.ts'

const NAMES: readonly string[] = ['pct', 'percentile']
const MEDIAN = 50

/** Aggregates that interpolate between sorted values. */
export const PERCENTILES = { median, pct: percentile, percentile } as const

/** Returns the percentages in expressions. DuckDB sorts a value once for all of its percentages. */
export function percentagesIn(expressions: readonly Expression[]): Percentages {
  const found = new Map<string, number[]>()
  for (const expression of expressions.flatMap(withParts)) {
    const [value, percentage] = argsOf(expression)
    if (value === undefined || percentage === undefined) continue
    const text = printExpression(value)
    const known = found.get(text) ?? []
    if (!known.includes(percentage)) found.set(text, [...known, percentage])
  }
  return found
}

function argsOf(expression: Expression): readonly [Expression | undefined, number] | readonly [] {
  if (expression.kind !== 'call' || expression.args === '*') return []
  const [value, percentage] = expression.args
  if (expression.name === 'median') return [value, MEDIAN]
  const isPercentile = NAMES.includes(expression.name) && percentage?.kind === 'number'
  return isPercentile ? [value, percentage.value] : []
}

function percentile(call: Call, scope: AggregateScope): Sql {
  const [value, percentage, ...rest] = call.args === '*' ? [] : call.args
  const fits = percentage?.kind === 'number' && percentage.value <= 100 && rest.length === 0
  if (value === undefined || !fits) {
    throw new QueryError('pct takes a field and a number from 0 to 100', { at: call.at })
  }
  return quantile(value, percentage.value, scope)
}

function median({ args, at }: Call, scope: AggregateScope): Sql {
  const [value, ...rest] = args === '*' ? [] : args
  if (value === undefined || rest.length > 0) {
    throw new QueryError('median takes one argument', { at })
  }
  return quantile(value, MEDIAN, scope)
}

function quantile(
  value: Expression,
  percentage: number,
  { toSql, percentages }: AggregateScope,
): Sql {
  const all = percentages.get(printExpression(value)) ?? [percentage]
  const shares = all.map((one) => one / 100)
  const { sql, filter } = finite(toSql(value))
  return number(`(quantile_cont(${sql}, [${shares}])${filter})[${all.indexOf(percentage) + 1}]`)
}
