/** A metric's values, minute by minute. `undefined`: no data. */
export type Minutes = readonly (number | undefined)[]

/** A metric as a template names it. A dimension may be known only when it is deployed. */
export interface MetricName {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
}

/** Returns a metric as text, such as `AWS/Lambda Errors FunctionName="orders"`. */
export function metricKey({ Namespace, MetricName, Dimensions }: MetricName): string {
  const pairs = Dimensions.map(({ Name, Value }) => `${Name}=${JSON.stringify(Value)}`)
  return [Namespace, MetricName, ...pairs.sort()].join(' ')
}

/** A metric whose statistics are computed over any minutes. */
export class MetricSeries {
  readonly #minutes: Minutes
  /** The sum, and the number, of all values before each minute. */
  readonly #sums: Float64Array
  readonly #counts: Int32Array

  constructor(minutes: Minutes) {
    this.#minutes = minutes
    this.#sums = new Float64Array(minutes.length + 1)
    this.#counts = new Int32Array(minutes.length + 1)
    for (const [minute, value] of minutes.entries()) {
      this.#sums[minute + 1] = (this.#sums[minute] ?? 0) + (value ?? 0)
      this.#counts[minute + 1] = (this.#counts[minute] ?? 0) + Number(value !== undefined)
    }
  }

  /** Returns a statistic over the minutes from `from` up to, and without, `to`. */
  statistic(name: string, from: number, to: number): number | undefined {
    const [start, end] = [from, to].map((minute) => this.#within(minute)) as [number, number]
    const count = (this.#counts[end] ?? 0) - (this.#counts[start] ?? 0)
    if (count === 0) return undefined
    if (name === 'Sum') return (this.#sums[end] ?? 0) - (this.#sums[start] ?? 0)
    if (name !== 'Maximum' && name !== 'p99') throw new Error(name)
    return Math.max(...this.#minutes.slice(start, end).filter((value) => value !== undefined))
  }

  #within(minute: number): number {
    return Math.min(Math.max(minute, 0), this.#minutes.length)
  }
}
