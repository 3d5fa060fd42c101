import type { MetricSettings } from './metric-options.ts'
import type { MetricSum } from './metric-sums.ts'

interface Metric {
  readonly Name: string
  readonly Unit: string
}

const DURATION: Metric = { Name: 'duration', Unit: 'Milliseconds' }
const CALL_METRICS: readonly Metric[] = [
  { Name: 'CallDuration', Unit: 'Milliseconds' },
  { Name: 'CallFaults', Unit: 'Count' },
]
const CALL_DIMENSIONS = [['service', 'action']]

/**
 * The field that makes a line a metric of CloudWatch too. It names the fields that are metrics; but
 * for the time and a request's own metrics it is always the same, and is made once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class MetricFormat {
  /** Whether each call is measured too. */
  readonly calls: boolean
  readonly #settings: MetricSettings
  readonly #completion: string
  readonly #call: string

  constructor(settings: MetricSettings) {
    this.calls = settings.calls
    this.#settings = settings
    this.#completion = this.#directive(settings.dimensions, this.#completionMetrics([]))
    this.#call = this.#directive(CALL_DIMENSIONS, CALL_METRICS)
  }

  /** The field of an ending, and of the request's own metrics. */
  ofEnding(timestamp: number, sums: readonly MetricSum[]): string {
    if (sums.length === 0) return field(timestamp, this.#completion)
    const metrics = this.#completionMetrics(sums)
    return field(timestamp, this.#directive(this.#settings.dimensions, metrics))
  }

  /** The field of a call. */
  ofCall(timestamp: number): string {
    return field(timestamp, this.#call)
  }

  #completionMetrics(sums: readonly MetricSum[]): readonly Metric[] {
    const names = ['Requests', 'Faults', ...this.#settings.counts]
    return [
      DURATION,
      ...names.map((Name) => ({ Name, Unit: 'Count' })),
      ...sums.map(({ name, unit }) => ({ Name: name, Unit: unit })),
    ]
  }

  #directive(Dimensions: readonly (readonly string[])[], Metrics: readonly Metric[]): string {
    return JSON.stringify({ Namespace: this.#settings.namespace, Dimensions, Metrics })
  }
}

function field(timestamp: number, directive: string): string {
  return `,"_aws":{"Timestamp":${timestamp},"CloudWatchMetrics":[${directive}]}`
}
