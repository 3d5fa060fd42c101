import type { MetricSettings } from './metric-options.ts'
import type { MetricSum } from './metric-sums.ts'

/** What a completion counts: each field is 0 or 1. */
export interface Counts {
  readonly Requests: number
  readonly Errors: number
  readonly Faults: number
  readonly Throttles: number
  readonly Timeouts: number
  readonly ColdStarts: number
}

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
 * The fields that make a completion a metric of CloudWatch too, as they stand in its line.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function completionFields(
  settings: MetricSettings,
  counts: Counts,
  sums: readonly MetricSum[],
  timestamp: number,
): string {
  const names = ['Requests', 'Faults', ...settings.counts]
  const metrics = [
    DURATION,
    ...names.map((Name) => ({ Name, Unit: 'Count' })),
    ...sums.map(({ name, unit }) => ({ Name: name, Unit: unit })),
  ]
  const values = { ...counts, ...Object.fromEntries(sums.map(({ name, value }) => [name, value])) }
  return fieldsOf(values, settings, { dimensions: settings.dimensions, metrics, timestamp })
}

/** The fields that make a call's record a metric too. */
export function callFields(
  settings: MetricSettings,
  duration: number,
  isFault: boolean,
  timestamp: number,
): string {
  const values = { CallDuration: duration, CallFaults: Number(isFault) }
  const directive = { dimensions: CALL_DIMENSIONS, metrics: CALL_METRICS, timestamp }
  return fieldsOf(values, settings, directive)
}

interface Directive {
  readonly dimensions: readonly (readonly string[])[]
  readonly metrics: readonly Metric[]
  readonly timestamp: number
}

function fieldsOf(
  values: Readonly<Record<string, number>>,
  { namespace }: MetricSettings,
  { dimensions, metrics, timestamp }: Directive,
): string {
  const directive = { Namespace: namespace, Dimensions: dimensions, Metrics: metrics }
  const _aws = { Timestamp: timestamp, CloudWatchMetrics: [directive] }
  return `,${JSON.stringify({ ...values, _aws }).slice(1, -1)}`
}
