import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** The share of each action's requests that failed, by whose fault. */
export const errorRate: InsightsQuery = defineQuery({
  id: 'error-rate',
  title: 'Error rate by endpoint',
  question: 'Which endpoints fail, and is it their callers or the service?',
  reading:
    'Client errors (4xx) have the level `warn`. Faults of the service (5xx, throws, timeouts) have the level `error`. If only client errors rise, a caller has often changed. A batch is one request: see `failed-records` for its records.',
  text: `filter phase = "complete" and ispresent(action) and action not like /^service:/ and strcontains(coalesce(message, ""), "Record ") = 0
| stats count(*) as requestCount,
        sum(strcontains(result, "error")) as errorCount,
        sum(strcontains(level, "error")) as faultCount,
        errorCount - faultCount as clientErrorCount,
        sum(strcontains(result, "error")) / count(*) * 100 as errorRatePct,
        sum(strcontains(level, "error")) / count(*) * 100 as faultRatePct
  by layer, service, action
| sort errorRatePct desc, action asc, service asc, layer asc
| limit 100`,
})

/** The newest failures, with their context. */
export const recentErrors: InsightsQuery = defineQuery({
  id: 'recent-errors',
  title: 'Recent errors with context',
  question: 'What went wrong last, and where in the code?',
  reading:
    "One row for each record of a failure: first faults of the service, then client errors (4xx), of each the newest first. A request's ending stands above the step that failed. The stack comes from the service that wrote the row. Errors that other loggers write have their text in `message` or `msg`.",
  text: `filter level in ["error", "ERROR", "fatal", "FATAL"] or result = "error"
| fields strcontains(tolower(level), "error") + strcontains(tolower(level), "fatal") as isFault
| display @timestamp, level, layer, service, action, phase, hopName, tenantId, userId, error.code, error.message, message, msg, error.stack, traceId, jobId, requestId, functionName, @logStream
| sort isFault desc, @timestamp desc, spanId desc
| limit 100`,
})

/** Errors that a version brought. */
export const newErrors: InsightsQuery = defineQuery({
  id: 'new-errors',
  title: 'Errors new since a version',
  question: 'Which errors did this version bring?',
  reading:
    'One row for each error that no request had before one of this version did. The time that is searched must reach back before the deployment. An error that a later version brought is among the errors of that version.',
  parameters: [{ name: 'version', description: 'The version, as endings have it: a commit' }],
  text: `filter phase = "complete" and result = "error" and ispresent(version)
| stats earliest(version) as firstVersion, earliest(timestamp) as firstAt, latest(timestamp) as lastAt, count(*) as errorCount, sum(strcontains(level, "error")) as faultCount, latest(traceId) as exampleTraceId
  by service, action, error.code, error.name
| filter firstVersion = "{{version}}"
| sort faultCount desc, errorCount desc, action asc, error.code asc, service asc
| limit 100`,
})
