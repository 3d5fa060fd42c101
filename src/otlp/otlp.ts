import type {
  EndedSpan,
  ExportedLog,
  ExportedRequest,
  Exporter,
  SpanKind,
} from '../core/exporter.ts'
import { callKind } from '../core/record/span-kind.ts'
import type { SpanEvent } from './finished-span.ts'
import { eventOf, logJson } from './log-json.ts'
import type { OtlpOptions } from './options.ts'
import { createResources } from './resource.ts'
import { Sender } from './sender.ts'
import { resolveOtlpOptions } from './settings.ts'
import { spanJson } from './span-json.ts'
import { createUnfinishedSpans } from './unfinished.ts'

/** OpenTelemetry's default. Later events of a span are dropped. */
const MAX_EVENTS = 128

/**
 * Creates an exporter that sends each request, hop and call to an OpenTelemetry collector, or to any
 * backend that takes OTLP over HTTP, as JSON. Spans have the ids of the records. Lines and errors are
 * events of their spans.
 *
 * Spans are sent in batches in the background. On Lambda, the answer waits for them: for functions,
 * `forwarder()` costs nothing. The spans of requests that the option `sampling` leaves out are not sent.
 * @param options see {@link OtlpOptions}; all have defaults
 * @returns the exporter, for the option `exporters`
 * @throws TypeError if an option or an environment variable is wrong
 *
 * @example
 * import { withNodeTracing } from 'hoptrace/node'
 * import { otlp } from 'hoptrace/otlp'
 *
 * export const listener = withNodeTracing(
 *   (_request, response) => {
 *     response.end('ok')
 *   },
 *   { service: 'shop', exporters: [otlp({ endpoint: 'http://localhost:4318' })] },
 * )
 */
export function otlp(options: OtlpOptions = {}): Exporter {
  const { maxQueueSize, ...to } = resolveOtlpOptions(options)
  const resourceOf = createResources()
  const spans = new Sender('spans', to.spans, maxQueueSize)
  const logRecords = to.logRecords && new Sender('logRecords', to.logRecords, maxQueueSize)
  const unfinished = createUnfinishedSpans()
  const events = new WeakMap<ExportedRequest, Map<string | undefined, SpanEvent[]>>()

  const sendLog = ({ request, record }: Pick<ExportedLog, 'request' | 'record'>): void =>
    logRecords?.add(resourceOf(request), logJson(record, request.traceContext.w3cTraceId))

  const takeEvents = ({ request, spanId }: EndedSpan): readonly SpanEvent[] => {
    const ofRequest = events.get(request)
    const taken = ofRequest?.get(spanId) ?? []
    ofRequest?.delete(spanId)
    return taken
  }

  const send = (span: EndedSpan): void => {
    const { request } = span
    if (!span.isSampled) return
    const { w3cTraceId } = request.traceContext
    const finished = { ...span, kind: kindOf(span), w3cTraceId, events: takeEvents(span) }
    spans.add(resourceOf(request), spanJson(finished))
  }

  return {
    onSpanEnd(span) {
      if (unfinished.has(span)) return
      unfinished.ended(span)
      send(span)
      if (span.isSampled && span.record.error) sendLog(span)
    },
    onSpanLeftOpen(span) {
      const ended = unfinished.endOf(span)
      if (ended) send(ended)
    },
    onLog(log) {
      const { request, record, isSampled } = log
      if (!isSampled) return
      const ofRequest = events.get(request) ?? new Map<string | undefined, SpanEvent[]>()
      events.set(request, ofRequest)
      const ofSpan = ofRequest.get(record.spanId) ?? []
      if (ofSpan.length < MAX_EVENTS) ofSpan.push(eventOf(record))
      ofRequest.set(record.spanId, ofSpan)
      sendLog(log)
    },
    async flush() {
      await Promise.all([spans.flush(), logRecords?.flush()])
    },
  }
}

/** Calls that a user makes by hand have a kind too. */
function kindOf({ type, kind, service = '', operation = '' }: EndedSpan): SpanKind {
  return type === 'call' ? callKind(service, operation) : kind
}
