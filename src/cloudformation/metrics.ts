import type { Service } from './service.ts'

/** What of the records' metrics the alarms and the dashboard read. */
export type MetricName =
  | 'duration'
  | 'Requests'
  | 'Errors'
  | 'Faults'
  | 'Timeouts'
  | 'ColdStarts'
  | 'CallDuration'
  | 'CallFaults'

/** A metric of CloudWatch. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** A metric of a service's requests, or of one action's. */
export function requestMetric(
  { namespace }: Service,
  name: MetricName,
  service: string,
  action?: string,
): Metric {
  return { namespace, name, dimensions: action === undefined ? { service } : { service, action } }
}

/** Lambda's own count of invocations for which it had no capacity: their code never ran. */
export function throttlesOf(functionName: string): Metric {
  return { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: functionName } }
}

/**
 * What functions must be told, so that there are the metrics that the alarms and the dashboard read.
 * In code, `metrics: { counts: ['Errors', 'Timeouts', 'ColdStarts'], calls: true }` says the same.
 */
export const metricsEnvironment: Readonly<Record<string, string>> = {
  HOPTRACE_METRICS: '1',
  HOPTRACE_METRICS_COUNTS: 'Errors,Timeouts,ColdStarts',
  HOPTRACE_METRICS_CALLS: '1',
}
