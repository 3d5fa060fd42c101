import type { TraceRecord } from '../core/record.ts'
import { anyValue, attributesOf } from './any-value.ts'
import { nanosOf, type SpanEvent } from './finished-span.ts'
import { exceptionAttributes } from './span-json.ts'

const SEVERITIES = { debug: 5, info: 9, warn: 13, error: 17 } as const
const SAMPLED = 1

/** Returns a line of a request as an event of its span. */
export function eventOf(record: TraceRecord): SpanEvent {
  return {
    timeUnixNano: timeOf(record),
    name: record.message,
    attributes: attributesOf({ ...record.metadata, level: record.level }),
  }
}

/** Returns a line, or the failure of a step or request, as a log record of OTLP's JSON. */
export function logJson(record: TraceRecord, w3cTraceId: string): string {
  const { level, message, error, metadata, jobId, tenantId, userId } = record
  return JSON.stringify({
    timeUnixNano: timeOf(record),
    observedTimeUnixNano: timeOf(record),
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    body: anyValue(message),
    attributes: attributesOf({
      ...metadata,
      ...(error && exceptionAttributes(error)),
      'user.id': userId,
      'hoptrace.trace_id': record.traceId,
      'hoptrace.action': record.action,
      'hoptrace.job_id': jobId,
      'hoptrace.tenant_id': tenantId,
    }),
    traceId: w3cTraceId,
    spanId: record.spanId,
    flags: SAMPLED,
  })
}

function timeOf({ timestamp }: TraceRecord): string {
  return nanosOf(Date.parse(timestamp))
}
