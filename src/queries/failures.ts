import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** The share of each action's requests that failed, by whose fault. */
export const errorRate: InsightsQuery = defineQuery({
  id: 'error-rate',
  title: 'Error rate by endpoint',
  question: 'Which endpoints fail, and is it their callers or the service?',
  reading:
    'Client errors (4xx) have the level `warn`. Faults of the service (5xx, throws, timeouts) have the level `error`. If only client errors rise, a caller has often changed.',
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
})

/** The newest failures, with their context. */
export const recentErrors: InsightsQuery = defineQuery({
  id: 'recent-errors',
  title: 'Recent errors with context',
  question: 'What went wrong last, and where in the code?',
  reading:
    "One row for each record of a failure, newest first: a request's ending stands above the step that failed. The stack comes from the service that wrote the row. Errors that other loggers write have their text in `message` or `msg`.",
  text: `filter level in ["error", "ERROR", "fatal", "FATAL"] or result = "error"
| fields @timestamp, layer, service, action, phase, hopName, tenantId, userId, error.code, error.message, message, msg, error.stack, traceId, jobId, requestId, functionName, @logStream
| sort @timestamp desc, spanId desc
| limit 100`,
})
