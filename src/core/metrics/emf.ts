import { epochMillis } from '../platform/clock.ts'
import type { MetricSettings } from './metric-options.ts'
import type { MetricSum } from './metric-sums.ts'

interface Metric {
  readonly Name: string
  readonly Unit: string
}

type Dimensions = readonly (readonly string[])[]

/** Returns the field that makes a line a CloudWatch metric. */
type Directive = () => string

/** Returns the fields that tell CloudWatch which members of a line are metrics. */
export interface MetricFormat {
  /**
   * @param isCounted whether the request has metrics of its own beside the business metrics: it is no
   * part of another one
   * @param isAuthorizer whether the request decides on another one, so that it counts only as its action
   */
  ofEnding(sums: readonly MetricSum[], isCounted: boolean, isAuthorizer?: boolean): string
  /** `undefined` unless calls are measured. */
  readonly ofCall: Directive | undefined
}

const CALL_METRICS: readonly Metric[] = [
  { Name: 'CallDuration', Unit: 'Milliseconds' },
  { Name: 'CallFaults', Unit: 'Count' },
]

/**
 * Creates the embedded metric format of these metrics. Only the time and a request's business
 * metrics differ from line to line: the rest is made once.
 * @param stageJson the stage as a member of a call's line, or nothing
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricFormat(settings: MetricSettings, stageJson: string): MetricFormat {
  const { namespace: Namespace, dimensions, counts, calls } = settings
  const directive = (Dimensions: Dimensions, Metrics: readonly Metric[]): Directive => {
    const text = JSON.stringify({ Namespace, Dimensions, Metrics })
    return () => `,"_aws":{"Timestamp":${epochMillis()},"CloudWatchMetrics":[${text}]}`
  }
  const own = [
    { Name: 'duration', Unit: 'Milliseconds' },
    ...['Requests', 'Faults', ...counts].map((Name) => ({ Name, Unit: 'Count' })),
  ]
  const ofCall = directive([['service', ...(stageJson ? ['stage'] : []), 'action']], CALL_METRICS)
  const withoutSums = directive(dimensions, own)
  return {
    ofEnding(sums, isCounted, isAuthorizer) {
      if (sums.length === 0 && !isAuthorizer) return withoutSums()
      const sets = isAuthorizer ? dimensions.filter((set) => set.includes('action')) : dimensions
      const business = sums.map(({ name, unit }) => ({ Name: name, Unit: unit }))
      return directive(sets, isCounted ? [...own, ...business] : business)()
    },
    ofCall: calls ? () => stageJson + ofCall() : undefined,
  }
}
