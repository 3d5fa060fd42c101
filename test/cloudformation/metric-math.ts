/** A metric's values, minute by minute. `undefined`: no data. */
export type Series = readonly (number | undefined)[]

/** The properties of an alarm that decide when it fires. */
export interface AlarmProperties {
  readonly AlarmName: string
  readonly Metrics: readonly MetricQuery[]
  readonly ComparisonOperator: string
  readonly Threshold: number
  readonly EvaluationPeriods: number
  readonly DatapointsToAlarm: number
  readonly TreatMissingData: string
}

interface MetricQuery {
  readonly Id: string
  readonly ReturnData: boolean
  readonly Expression?: string
  readonly MetricStat?: {
    readonly Stat: string
    readonly Period: number
    readonly Metric: {
      readonly Namespace: string
      readonly MetricName: string
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
    }
  }
}

type Values = Readonly<Record<string, number | undefined>>

/**
 * Returns the minutes in which an alarm fires. It fires if M of the last N datapoints breach, as
 * CloudWatch counts them if missing data is treated as not breaching.
 * @param series the values of its metrics, by the metrics' names
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function firingMinutes(alarm: AlarmProperties, series: Record<string, Series>): number[] {
  if (alarm.TreatMissingData !== 'notBreaching') throw new Error(alarm.TreatMissingData)
  if (alarm.ComparisonOperator !== 'GreaterThanThreshold') throw new Error(alarm.ComparisonOperator)
  const length = Math.max(...Object.values(series).map((values) => values.length))
  const isBad = Array.from({ length }, (_, minute) => {
    const value = watchedValue(alarm, series, minute)
    return value !== undefined && value > alarm.Threshold
  })
  return [...isBad.keys()].filter((minute) => {
    const seen = isBad.slice(Math.max(0, minute + 1 - alarm.EvaluationPeriods), minute + 1)
    return seen.filter(Boolean).length >= alarm.DatapointsToAlarm
  })
}

function watchedValue(
  { Metrics }: AlarmProperties,
  series: Record<string, Series>,
  minute: number,
): number | undefined {
  const measured = Metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined ? [] : [[Id, series[MetricStat.Metric.MetricName]?.[minute]] as const],
  )
  const values = Object.fromEntries(measured)
  const [watched, ...others] = Metrics.filter(({ ReturnData }) => ReturnData)
  if (watched === undefined || others.length > 0) throw new Error('An alarm watches one value')
  return watched.Expression === undefined
    ? values[watched.Id]
    : evaluate(watched.Expression, values)
}

/** Computes metric math for one minute. A missing value makes the result missing. */
function evaluate(expression: string, values: Values): number | undefined {
  const tokens = expression.match(/\d+(?:\.\d+)?|[a-z]\w*|IF|>=|[(),*/]|\S/g) ?? []
  const next = (expected?: string): string => {
    const token = tokens.shift() ?? 'the end'
    if (expected !== undefined && token !== expected) throw new Error(`${token} in ${expression}`)
    return token
  }

  function comparison(): number | undefined {
    const left = product()
    if (tokens[0] !== '>=') return left
    next('>=')
    return combine(left, product(), (a, b) => Number(a >= b))
  }

  function product(): number | undefined {
    let left = factor()
    while (tokens[0] === '*' || tokens[0] === '/') {
      const isProduct = next() === '*'
      left = combine(left, factor(), (a, b) => (isProduct ? a * b : a / b))
    }
    return left
  }

  function factor(): number | undefined {
    const token = next()
    if (token === 'IF') return choice()
    if (/^\d/.test(token)) return Number(token)
    if (!(token in values)) throw new Error(`${token} in ${expression}`)
    return values[token]
  }

  function choice(): number | undefined {
    next('(')
    const condition = comparison()
    next(',')
    const yes = comparison()
    next(',')
    const no = comparison()
    next(')')
    return condition === undefined ? undefined : condition === 0 ? no : yes
  }

  const value = comparison()
  if (tokens.length > 0) throw new Error(`${tokens[0]} in ${expression}`)
  return value
}

function combine(
  left: number | undefined,
  right: number | undefined,
  operate: (left: number, right: number) => number,
): number | undefined {
  if (left === undefined || right === undefined) return undefined
  const value = operate(left, right)
  // A division by zero gives no datapoint on CloudWatch.
  return Number.isFinite(value) ? value : undefined
}
