import { defineQuery } from './define-query.ts'
import type { InsightsQuery } from './query.ts'

/** The cold starts of each function, and what they cost in time. */
export const coldStarts: InsightsQuery = defineQuery({
  id: 'cold-starts',
  title: 'Cold starts',
  question: 'How often do functions start cold, and how much longer do their users wait?',
  reading:
    '`avgInitMs` is the time before the first request of a worker, which its user waits for, and `coldAvgMs` the request itself. The counts are those of all requests; `avgInitMs` is that of sampled ones. Rows are by version: a deployment has cold starts of its own.',
  text: `filter ispresent(coldStart) and (phase = "complete" or ispresent(metadata.initTime))
| stats sum(strcontains(phase, "complete")) as requestCount,
  sum(coldStart * strcontains(phase, "complete")) as coldStartCount,
  coldStartCount / requestCount * 100 as coldStartPct,
  avg(metadata.initTime) as avgInitMs, max(metadata.initTime) as maxInitMs,
  sum(coldStart * duration) / coldStartCount as coldAvgMs,
  avg(duration) as avgMs
  by service, functionName, version
| sort coldStartCount desc, functionName asc, version asc, service asc
| limit 100`,
})

/** Requests that ran out of time, with the steps that were running. */
export const timeouts: InsightsQuery = defineQuery({
  id: 'timeouts',
  title: 'Timeouts with their open steps',
  question: 'Which requests ran out of time, and what were they waiting for?',
  reading:
    'Newest first. The open steps are those that were running, the oldest first, with their age in milliseconds: the last one is the innermost. Without an open step, the time went into code between steps.',
  text: `filter phase = "complete" and Timeouts = 1
| fields @timestamp, layer, service, action, duration, metadata.openSteps.0.name, metadata.openSteps.0.age, metadata.openSteps.1.name, metadata.openSteps.1.age, metadata.openSteps.2.name, metadata.openSteps.2.age, tenantId, userId, traceId, jobId, requestId, functionName
| sort @timestamp desc, spanId desc
| limit 200`,
})

/** Records of queues and streams that failed. */
export const failedRecords: InsightsQuery = defineQuery({
  id: 'failed-records',
  title: 'Failed records by queue',
  question: 'Which queues and streams have records that fail, and how many?',
  reading:
    'One row for each queue, stream, topic, table or bucket, and function. A record that is delivered again, and fails again, counts again. `hoptrace trace <exampleTraceId>` shows the newest batch, with the records that failed in it.',
  text: `filter phase = "complete" and ispresent(metadata.batchSize) and strcontains(coalesce(message, ""), "Record ") = 0 and (metadata.failedRecords > 0 or result = "error")
| fields coalesce(metadata.queue, metadata.stream, metadata.topic, metadata.table, metadata.collection, metadata.bucket) as recordSource,
  coalesce(metadata.failedRecords, metadata.batchSize) as failedInBatch
| stats sum(failedInBatch) as failedCount, count(*) as batchCount, sum(strcontains(result, "error")) as wholeBatchCount, latest(timestamp) as lastAt, latest(traceId) as exampleTraceId
  by recordSource, service, action
| sort failedCount desc, recordSource asc, action asc, service asc
| limit 100`,
})
