import type { Service } from './service.ts'

/** The metrics of requests that the alarms and the dashboard read. */
export const REQUEST_METRICS = [
  'duration',
  'Requests',
  'Errors',
  'Faults',
  'Timeouts',
  'ColdStarts',
] as const

/** A metric of the records. */
export type MetricName = (typeof REQUEST_METRICS)[number] | 'CallDuration' | 'CallFaults'

/** A CloudWatch metric. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** Returns a metric of a service's requests, or of the requests of one action. */
export function requestMetric(
  { namespace }: Service,
  name: MetricName,
  service: string,
  action?: string,
): Metric {
  return { namespace, name, dimensions: action === undefined ? { service } : { service, action } }
}

/** Returns Lambda's own metric of throttled invocations, whose code never ran. */
export function throttlesOf(functionName: string): Metric {
  return { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: functionName } }
}

/**
 * The environment variables that turn on the metrics that the alarms and the dashboard read. In code:
 * `metrics: { counts: ['Errors', 'Timeouts', 'ColdStarts'], calls: true }`.
 *
 * @example
 * import { metricsEnvironment, xrayEnvironment } from 'hoptrace/cloudformation'
 *
 * // The environment of each function.
 * export const environment: Record<string, string> = { ...xrayEnvironment, ...metricsEnvironment }
 */
export const metricsEnvironment: Readonly<Record<string, string>> = {
  HOPTRACE_METRICS: '1',
  HOPTRACE_METRICS_COUNTS: 'Errors,Timeouts,ColdStarts',
  HOPTRACE_METRICS_CALLS: '1',
}
