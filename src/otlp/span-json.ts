import type { CauseRecord } from '../core/record.ts'
import { attributesOf } from './any-value.ts'
import { type FinishedSpan, nanosOf, type SpanEvent } from './finished-span.ts'
import { semanticAttributes, spanName } from './semantic-attributes.ts'

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const
const STATUS_ERROR = 2
const SAMPLED = 0x1
const REMOTENESS_KNOWN = 0x100
const REMOTE = 0x200

/** Returns a span as OTLP's JSON. */
export function spanJson(span: FinishedSpan): string {
  const { record, kind, links, startTime, endTime } = span
  const { error } = record
  const attributes = attributesOf(semanticAttributes(span))
  const events = error ? [...span.events, exceptionEvent(error, nanosOf(endTime))] : span.events
  return JSON.stringify({
    traceId: span.w3cTraceId,
    spanId: span.spanId,
    parentSpanId: span.parentId,
    flags: SAMPLED | remoteness(span.hasRemoteParent),
    name: spanName(span),
    kind: KINDS[kind],
    startTimeUnixNano: nanosOf(startTime),
    endTimeUnixNano: nanosOf(endTime),
    attributes,
    events,
    links: links.flatMap(({ w3cTraceId: traceId, parentId: spanId, traceId: id }) =>
      spanId ? [{ traceId, spanId, attributes: attributesOf({ 'hoptrace.trace_id': id }) }] : [],
    ),
    status: isError(span) ? { code: STATUS_ERROR, message: error?.message } : {},
  })
}

function remoteness(hasRemoteParent: boolean | undefined): number {
  if (hasRemoteParent === undefined) return 0
  return hasRemoteParent ? REMOTENESS_KNOWN | REMOTE : REMOTENESS_KNOWN
}

/** The conventions leave the status of a server that answers 4xx unset. A failed check is no error. */
function isError({ type, record }: FinishedSpan): boolean {
  return record.level === 'error' || (type === 'call' && record.result === 'error')
}

function exceptionEvent(error: CauseRecord, timeUnixNano: string): SpanEvent {
  return { timeUnixNano, name: 'exception', attributes: attributesOf(exceptionAttributes(error)) }
}

/** Returns an error as the conventions name it, with the stacks of its causes. */
export function exceptionAttributes(error: CauseRecord): Record<string, string | undefined> {
  const stacks: string[] = []
  for (let one: CauseRecord | undefined = error; one !== undefined; one = one.cause)
    stacks.push(one.stack ?? one.message)
  return {
    'exception.type': error.name ?? error.code,
    'exception.message': error.message,
    'exception.stacktrace': stacks.join('\nCaused by: '),
  }
}
