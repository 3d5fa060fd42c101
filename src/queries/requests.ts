import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** The records of one job. */
export const traceJob: InsightsQuery = defineQuery({
  id: 'trace-job',
  title: 'Trace a job',
  question: 'What happened in this job, in every service?',
  reading:
    'The records with this jobId, oldest first. Steps that ran before the job had an id have its traceId: `request-path` shows them.',
  parameters: [{ name: 'jobId', description: 'The id of the job' }],
  text: `filter jobId = "{{jobId}}"
| fields @timestamp, layer, phase, action, hopName, hopResult, result, level, duration, error.code, error.message, traceId, requestId
| sort @timestamp asc, spanId asc
| limit 1000`,
})

/** The steps of one request. */
export const requestPath: InsightsQuery = defineQuery({
  id: 'request-path',
  title: 'Full request path',
  question: 'Which hops did this request take, in order, and where did it fail?',
  reading:
    'One row for each hop and call, in the order in which they ended: a hop follows the steps within it. The last rows with the result `error` show where the request failed. A hop that is missing was not reached.',
  parameters: [{ name: 'traceId', description: 'The trace id that the user was given' }],
  text: `# Announcements of a hop (hopResult "start") are not steps.
filter traceId = "{{traceId}}" and (phase = "call" or (phase = "hop" and ispresent(hopResult) and hopResult != "start"))
| fields @timestamp, hopName, action, hopResult, result, layer, service, functionName, duration, spanId, parentId, error.code, error.message
| sort @timestamp asc, spanId asc
| limit 1000`,
})
