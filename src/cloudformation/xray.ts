/**
 * The permissions that a function's role needs to write to X-Ray. X-Ray has no resources to narrow
 * them to.
 *
 * @example
 * import { xrayStatement } from 'hoptrace/cloudformation'
 *
 * export const policyDocument = { Version: '2012-10-17', Statement: [xrayStatement] }
 */
export const xrayStatement = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
} as const

/**
 * The environment variables that X-Ray's SDK reads in a function: tracing is on, and a call outside
 * of a trace logs an error instead of throwing it.
 *
 * @example
 * import { metricsEnvironment, xrayEnvironment } from 'hoptrace/cloudformation'
 *
 * // The environment of each function.
 * export const environment: Record<string, string> = { ...xrayEnvironment, ...metricsEnvironment }
 */
export const xrayEnvironment: Readonly<Record<string, string>> = {
  AWS_XRAY_TRACING_ENABLED: 'true',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
}
