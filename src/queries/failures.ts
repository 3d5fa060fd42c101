import type { InsightsQuery } from './query.ts'

/** How many requests of each action failed, by whose fault. */
export const errorRate: InsightsQuery = {
  id: 'error-rate',
  title: 'Error rate by endpoint',
  question: 'Which endpoints fail, and is it their callers or the service?',
  reading:
    'Client errors (4xx) have level `warn`, the faults of the service (5xx, throws, timeouts) level `error`. A rise of the client errors alone is often a change in a caller.',
  parameters: [],
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/
| stats count(*) as requestCount,
        sum(strcontains(result, "error")) as errorCount,
        sum(strcontains(level, "error")) as faultCount,
        errorCount - faultCount as clientErrorCount,
        sum(strcontains(result, "error")) / count(*) * 100 as errorRatePct,
        sum(strcontains(level, "error")) / count(*) * 100 as faultRatePct
  by layer, action
| sort errorRatePct desc, action asc, layer asc
| limit 100`,
  fields: ['phase', 'action', 'result', 'level', 'layer'],
  columns: [
    'layer',
    'action',
    'requestCount',
    'errorCount',
    'faultCount',
    'clientErrorCount',
    'errorRatePct',
    'faultRatePct',
  ],
}

/** The newest failures, with all that is known of them. */
export const recentErrors: InsightsQuery = {
  id: 'recent-errors',
  title: 'Recent errors with context',
  question: 'What went wrong last, and where in the code?',
  reading:
    'One row per record that tells of a failure, newest first: the step that failed, then what contains it, up to the ending. The stack is that of the service that wrote the row.',
  parameters: [],
  text: `filter level in ["error", "ERROR", "fatal", "FATAL"] or result = "error"
| fields @timestamp, layer, service, action, phase, hopName, tenantId, userId, error.code, error.message, error.stack, traceId, jobId, requestId, functionName, @logStream
| sort @timestamp desc, spanId desc
| limit 100`,
  fields: [
    '@timestamp',
    'level',
    'result',
    'layer',
    'service',
    'action',
    'phase',
    'hopName',
    'tenantId',
    'userId',
    'error.code',
    'error.message',
    'error.stack',
    'traceId',
    'jobId',
    'requestId',
    'functionName',
    '@logStream',
    'spanId',
  ],
  columns: [
    '@timestamp',
    'layer',
    'service',
    'action',
    'phase',
    'hopName',
    'tenantId',
    'userId',
    'error.code',
    'error.message',
    'error.stack',
    'traceId',
    'jobId',
    'requestId',
    'functionName',
    '@logStream',
  ],
}
