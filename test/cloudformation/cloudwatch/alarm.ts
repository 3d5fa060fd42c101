import { type Counting, type State, stateOf } from './alarm-state.ts'
import { type Expression, parseMath } from './metric-math.ts'
import { type MetricName, MetricSeries, metricKey } from './metric-series.ts'

/** The properties of an alarm that decide when it fires. */
export interface AlarmProperties {
  readonly AlarmName: string
  readonly AlarmDescription: string
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
    readonly Metric: MetricName
  }
}

/** The metrics that there are, by their keys. */
export type Metrics = ReadonlyMap<string, MetricSeries>

const NOTHING = new MetricSeries([])

/** An alarm over a metric or an expression, evaluated minute by minute. */
export class Alarm {
  readonly #properties: AlarmProperties
  readonly #counting: Counting
  readonly #inputs: readonly { id: string; stat: string; series: MetricSeries }[]
  readonly #watched: Expression
  /** The minutes of a period. */
  readonly #period: number
  /** Whether it can have datapoints: of a metric that is written, or filled. */
  readonly #hasData: boolean
  /** The datapoints that were computed, by the minute in which their window ends. */
  readonly #datapoints = new Map<number, number | undefined>()
  state: State = 'INSUFFICIENT_DATA'

  constructor(properties: AlarmProperties, metrics: Metrics) {
    const stats = properties.Metrics.flatMap(({ Id, MetricStat }) =>
      MetricStat === undefined ? [] : [{ id: Id, ...MetricStat }],
    )
    const periods = new Set(stats.map(({ Period }) => Period))
    const [watched, ...others] = properties.Metrics.filter(({ ReturnData }) => ReturnData)
    if (watched === undefined || others.length > 0) throw new Error('An alarm watches one value')
    if (periods.size !== 1) throw new Error('The metrics of an alarm have one period')
    if (stats.length > 10) throw new Error('An alarm has at most 10 metrics')
    if (properties.ComparisonOperator !== 'GreaterThanThreshold')
      throw new Error(properties.ComparisonOperator)
    this.#properties = properties
    this.#watched = parseMath(watched.Expression ?? watched.Id)
    this.#period = ([...periods][0] ?? 0) / 60
    this.#inputs = stats.map(({ id, Stat, Metric }) => {
      return { id, stat: Stat, series: metrics.get(metricKey(Metric)) ?? NOTHING }
    })
    this.#hasData =
      this.#inputs.some(({ series }) => series !== NOTHING) ||
      watched.Expression?.includes('FILL') === true
    // CloudWatch ignores missing data of DynamoDB, whatever the alarm says.
    const isOfDynamo = stats.some(({ Metric }) => Metric.Namespace === 'AWS/DynamoDB')
    this.#counting = {
      datapoints: properties.DatapointsToAlarm,
      periods: properties.EvaluationPeriods,
      missing: isOfDynamo ? 'ignore' : properties.TreatMissingData,
    }
  }

  /**
   * Evaluates the alarm when a minute has ended. A period is a window that slides by a minute.
   * @param minute the newest one whose metrics have arrived
   * @param extra how many periods beyond its own CloudWatch reads
   */
  evaluate(minute: number, extra: number): State {
    const range: (boolean | undefined)[] = []
    for (let age = this.#counting.periods + extra - 1; age >= 0; age -= 1) {
      const value = this.#datapoint(minute + 1 - age * this.#period)
      range.push(value === undefined ? undefined : value > this.#properties.Threshold)
    }
    this.state = stateOf(range, this.#counting, this.state)
    return this.state
  }

  #datapoint(end: number): number | undefined {
    if (end <= 0) return undefined
    if (!this.#datapoints.has(end)) this.#datapoints.set(end, this.#computed(end))
    return this.#datapoints.get(end)
  }

  #computed(end: number): number | undefined {
    if (!this.#hasData) return undefined
    const values: Record<string, number | undefined> = {}
    for (const { id, stat, series } of this.#inputs)
      values[id] = series.statistic(stat, end - this.#period, end)
    return this.#watched.at(values)
  }
}
