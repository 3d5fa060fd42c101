import type { InsightsQuery } from './query.ts'

/** What happened in one job. */
export const traceJob: InsightsQuery = {
  id: 'trace-job',
  title: 'Trace a job',
  question: 'What happened in this job, in every service?',
  reading:
    'The records that name the job, oldest first. What ran before the job had its id is found by the traceId: `request-path` shows it.',
  parameters: [{ name: 'jobId', description: 'The id of the job' }],
  text: `filter jobId = "{{jobId}}"
| fields @timestamp, layer, phase, action, hopName, hopResult, result, level, duration, error.code, error.message, traceId, requestId
| sort @timestamp asc, spanId asc
| limit 1000`,
  fields: [
    '@timestamp',
    'jobId',
    'layer',
    'phase',
    'action',
    'hopName',
    'hopResult',
    'result',
    'level',
    'duration',
    'error.code',
    'error.message',
    'traceId',
    'requestId',
    'spanId',
  ],
  columns: [
    '@timestamp',
    'layer',
    'phase',
    'action',
    'hopName',
    'hopResult',
    'result',
    'level',
    'duration',
    'error.code',
    'error.message',
    'traceId',
    'requestId',
  ],
}

/** The steps of one request. */
export const requestPath: InsightsQuery = {
  id: 'request-path',
  title: 'Full request path',
  question: 'Which hops did this request take, in order, and where did it fail?',
  reading:
    'One row per hop and service call, in the order in which they ended: a hop stands below what it contains. The last rows with result `error` are where it failed; a missing hop was never reached.',
  parameters: [{ name: 'traceId', description: 'The trace id that the user was given' }],
  text: `# Announcements of a hop (hopResult "start") are not steps.
filter traceId = "{{traceId}}" and (phase = "call" or (phase = "hop" and ispresent(hopResult) and hopResult != "start"))
| fields @timestamp, hopName, action, hopResult, result, layer, service, functionName, duration, spanId, parentId, error.code, error.message
| sort @timestamp asc, spanId asc
| limit 1000`,
  fields: [
    '@timestamp',
    'traceId',
    'phase',
    'hopName',
    'action',
    'hopResult',
    'result',
    'layer',
    'service',
    'functionName',
    'duration',
    'spanId',
    'parentId',
    'error.code',
    'error.message',
  ],
  columns: [
    '@timestamp',
    'hopName',
    'action',
    'hopResult',
    'result',
    'layer',
    'service',
    'functionName',
    'duration',
    'spanId',
    'parentId',
    'error.code',
    'error.message',
  ],
}
