import type { MetricSettings } from './metric-options.ts'
import type { MetricSum } from './metric-sums.ts'

interface Metric {
  readonly Name: string
  readonly Unit: string
}

type Dimensions = readonly (readonly string[])[]

/** Makes the field that makes a line a metric of CloudWatch too, from its time in epoch milliseconds. */
type Directive = (timestamp: number) => string
type DirectiveOf = (timestamp: number, sums: readonly MetricSum[]) => string

/** What tells CloudWatch which fields of a line are metrics. */
export interface MetricFormat {
  readonly ofEnding: DirectiveOf
  /** Of a request that counts as part of another: the business metrics alone. */
  readonly ofPart: DirectiveOf
  /** Where each call is measured too. */
  readonly ofCall: Directive | undefined
}

const CALL_DIMENSIONS: Dimensions = [['service', 'action']]
const CALL_METRICS: readonly Metric[] = [
  { Name: 'CallDuration', Unit: 'Milliseconds' },
  { Name: 'CallFaults', Unit: 'Count' },
]

/**
 * The embedded metric format of these metrics. But for the time and a request's own metrics it says
 * the same in each line, and is made once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricFormat(settings: MetricSettings): MetricFormat {
  const { namespace: Namespace, dimensions, counts, calls } = settings
  const directive = (Dimensions: Dimensions, Metrics: readonly Metric[]): Directive => {
    const text = JSON.stringify({ Namespace, Dimensions, Metrics })
    return (timestamp) => `,"_aws":{"Timestamp":${timestamp},"CloudWatchMetrics":[${text}]}`
  }
  const own = [
    { Name: 'duration', Unit: 'Milliseconds' },
    ...['Requests', 'Faults', ...counts].map((Name) => ({ Name, Unit: 'Count' })),
  ]
  const withSums = (first: readonly Metric[], sums: readonly MetricSum[]): Directive =>
    directive(dimensions, [...first, ...sums.map(({ name, unit }) => ({ Name: name, Unit: unit }))])
  const withoutSums = withSums(own, [])
  return {
    ofEnding: (timestamp, sums) =>
      (sums.length === 0 ? withoutSums : withSums(own, sums))(timestamp),
    ofPart: (timestamp, sums) => withSums([], sums)(timestamp),
    ofCall: calls ? directive(CALL_DIMENSIONS, CALL_METRICS) : undefined,
  }
}
