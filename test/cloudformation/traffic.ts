import type { Metrics } from './cloudwatch/alarm.ts'
import { MetricSeries, type Minutes, metricKey } from './cloudwatch/metric-series.ts'

/** What happens in one minute to one function. */
export interface Minute {
  /** Invocations whose code runs. */
  readonly requests?: number
  /** Requests that are answered with 5xx, or whose handler throws. */
  readonly faults?: number
  /** Requests that are answered with 4xx. */
  readonly clientErrors?: number
  /** Invocations that Lambda counts as errors. */
  readonly errors?: number
  /** Invocations that write no record: the module fails to load, or memory runs out. */
  readonly silent?: number
  readonly timeouts?: number
  readonly throttles?: number
  readonly p99?: number
  /** The records of batches, and those of them that fail. */
  readonly records?: number
  readonly failed?: number
}

/** Where something happens. */
export interface Place {
  readonly service?: string
  readonly stage?: string
  readonly functionName?: string
  readonly action?: string
}

/** A metric's key and its values. */
export type Series = readonly [key: string, minutes: Minutes]

/** Repeats a minute. `undefined`: nothing happens. */
export function minutes(count: number, minute: Minute | undefined): (Minute | undefined)[] {
  return Array.from({ length: count }, () => minute)
}

/** Returns minutes, each by its number. */
export function every(
  count: number,
  minuteOf: (minute: number) => Minute | undefined,
): (Minute | undefined)[] {
  return Array.from({ length: count }, (_, minute) => minuteOf(minute))
}

/** Returns the metrics that the records and Lambda write of a function. */
export function seriesOf(happened: readonly (Minute | undefined)[], place: Place = {}): Series[] {
  const { service = 'shop', stage = 'prod', functionName = 'shop-prod-orders', action } = place
  const ofLambda = { FunctionName: functionName }
  const sets = [{ service, stage }, ...(action === undefined ? [] : [{ service, stage, action }])]
  const own = (name: string, read: (minute: Minute) => number | undefined): Series[] =>
    sets.map((dimensions) => [
      key('Hoptrace', name, dimensions),
      happened.map((minute) => (recorded(minute) > 0 ? read(minute ?? {}) : undefined)),
    ])
  const lambda = (name: string, read: (minute: Minute) => number | undefined): Series => [
    key('AWS/Lambda', name, ofLambda),
    happened.map((minute) => minute && read(minute)),
  ]
  return [
    ...own('Requests', recorded),
    ...own('Faults', ({ faults = 0 }) => faults),
    ...own('Errors', ({ faults = 0, clientErrors = 0 }) => faults + clientErrors),
    ...own('Timeouts', ({ timeouts = 0 }) => timeouts),
    ...own('duration', ({ p99 = 100 }) => p99),
    ...own('Records', ({ records }) => records),
    ...own('FailedRecords', ({ failed }) => failed),
    lambda('Invocations', ({ requests }) => requests),
    lambda('Errors', ({ requests, errors = 0, silent = 0 }) => requests && errors + silent),
    lambda('Throttles', ({ throttles = 0 }) => throttles),
  ]
}

/** Returns the values of a metric of a service of AWS. */
export function seriesOfAws(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, unknown>>,
  values: Minutes,
): Series {
  return [key(namespace, name, dimensions), values]
}

/** Joins series. Of two with one key, the values are added. */
export function metricsOf(...series: readonly (readonly Series[])[]): Metrics {
  const sums = new Map<string, (number | undefined)[]>()
  for (const [name, values] of series.flat()) {
    const sum = sums.get(name) ?? []
    for (const [minute, value] of values.entries()) {
      const before = sum[minute]
      sum[minute] = before === undefined ? value : before + (value ?? 0)
    }
    sums.set(name, sum)
  }
  return new Map([...sums].map(([name, values]) => [name, new MetricSeries(values)]))
}

/** Returns a function that draws how many of many happen, the same numbers in each run. */
export function drawer(seed: number): (mean: number) => number {
  let state = seed
  const random = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return (state + 0.5) / 2 ** 32
  }
  return (mean) => {
    const limit = Math.exp(-mean)
    let count = 0
    for (let product = random(); product > limit; product *= random()) count += 1
    return count
  }
}

function recorded(minute: Minute | undefined): number {
  return (minute?.requests ?? 0) - (minute?.silent ?? 0)
}

function key(
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, unknown>>,
): string {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return metricKey({ Namespace, MetricName, Dimensions })
}
