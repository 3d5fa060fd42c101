import type { MetricSettings } from './metric-options.ts'
import type { MetricSum } from './metric-sums.ts'

interface Metric {
  readonly Name: string
  readonly Unit: string
}

type Dimensions = readonly (readonly string[])[]

/** Returns the field that makes a line a CloudWatch metric, from its time in epoch milliseconds. */
type Directive = (timestamp: number) => string
type DirectiveOf = (timestamp: number, sums: readonly MetricSum[]) => string

/** Returns the fields that tell CloudWatch which members of a line are metrics. */
export interface MetricFormat {
  readonly ofEnding: DirectiveOf
  /** Of a request that is part of another one: the business metrics alone. */
  readonly ofChild: DirectiveOf
  /** `undefined` unless calls are measured. */
  readonly ofCall: Directive | undefined
}

const CALL_DIMENSIONS: Dimensions = [['service', 'action']]
const CALL_METRICS: readonly Metric[] = [
  { Name: 'CallDuration', Unit: 'Milliseconds' },
  { Name: 'CallFaults', Unit: 'Count' },
]

/**
 * Creates the embedded metric format of these metrics. Only the time and a request's business
 * metrics differ from line to line: the rest is made once.
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
    ofChild: (timestamp, sums) => withSums([], sums)(timestamp),
    ofCall: calls ? directive(CALL_DIMENSIONS, CALL_METRICS) : undefined,
  }
}
