import type { Service } from './service.ts'

/** The metrics of requests that the alarms and the dashboard read. */
export const REQUEST_METRICS = [
  'duration',
  'Requests',
  'Errors',
  'Faults',
  'Timeouts',
  'ColdStarts',
  'Records',
  'FailedRecords',
] as const

/** A metric of the records. */
export type MetricName = (typeof REQUEST_METRICS)[number] | 'CallDuration' | 'CallFaults'

/** A CloudWatch metric. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  /** Texts, or references to resources of the template. */
  readonly dimensions: Readonly<Record<string, unknown>>
}

/** Returns a metric of a service's requests, or of the requests of one action, in the stage. */
export function requestMetric(
  { namespace, stage }: Service,
  name: MetricName,
  service: string,
  action?: string,
): Metric {
  const ofService = { service, stage }
  return {
    namespace,
    name,
    dimensions: action === undefined ? ofService : { ...ofService, action },
  }
}

/** Returns a metric that Lambda itself writes, also of invocations whose code never ran. */
export function lambdaMetric(
  name: 'Errors' | 'Invocations' | 'Throttles' | 'IteratorAge',
  functionName: string,
): Metric {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } }
}

/**
 * The environment variables that turn on the metrics that the alarms and the dashboard read. In code:
 * `metrics: { counts: ['Errors', 'Timeouts', 'ColdStarts'], calls: true }`. The functions also need
 * `HOPTRACE_STAGE`: alarms and dashboard read the metrics of one stage.
 *
 * @example
 * import { metricsEnvironment, xrayEnvironment } from 'hoptrace/cloudformation'
 *
 * // The environment of each function.
 * export const environment: Record<string, string> = {
 *   ...xrayEnvironment,
 *   ...metricsEnvironment,
 *   HOPTRACE_STAGE: 'prod',
 * }
 */
export const metricsEnvironment: Readonly<Record<string, string>> = {
  HOPTRACE_METRICS: '1',
  HOPTRACE_METRICS_COUNTS: 'Errors,Timeouts,ColdStarts',
  HOPTRACE_METRICS_CALLS: '1',
}
