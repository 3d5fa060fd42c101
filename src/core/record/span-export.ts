import type { EndedSpan, ExportedRequest, StartedSpan } from '../exporter.ts'
import { guard } from '../outcome/guard.ts'
import { epochOrigin, toMicros } from '../platform/clock.ts'
import { asOwnWork } from '../platform/own-work.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import { formatXrayHeader } from '../propagation/xray.ts'
import type { Level } from '../record.ts'
import { isSampled } from '../sampling/sampler.ts'
import type { Span } from '../span.ts'
import type { RecordDraft } from './draft.ts'
import type { RecordLines } from './record-line.ts'
import type { RecordSource } from './record-source.ts'

type ExportSource = Pick<RecordSource, 'settings' | 'host'>

/** Returns a request's trace context after each exporter has joined it. */
export function joinExporters(source: ExportSource, received: TraceContext): TraceContext {
  const { sampler, exporters = [] } = source.settings
  const isOurs = isSampled(sampler, received)
  const joined = exporters.reduce((context, exporter) => {
    const request = exportedRequest(source, context)
    const failed = "an exporter's join failed"
    // Guarded by itself: it may return a promise that rejects.
    const joined = guard(() => exporter.join?.(request, isOurs), failed)
    return guard(() => checkJoined(joined ?? context), failed) ?? context
  }, received)
  const { refused } = received
  return joined.refused === refused ? joined : { ...joined, refused }
}

// A foreign exporter may return anything: without ids a request has no records, and what is no value of
// a header would make `headers()` throw into the request.
function checkJoined(context: TraceContext): TraceContext {
  const { traceId, w3cTraceId, parentId, tracestate, xray, xrayTraceId, links } = context
  const ids: unknown[] = [
    traceId,
    w3cTraceId,
    parentId ?? '-',
    xrayTraceId ?? '-',
    ...(links ?? []),
  ]
  const form = /^[\w-]+$/
  const hasIds = ids.every((id) => typeof id === 'string' && form.test(id))
  xray?.get('Root') // throws unless it is a map
  const sent = `${tracestate ?? ''}${xray ? formatXrayHeader(xray) : ''}`
  const headerValue = /^[\t -~]*$/
  if (hasIds && headerValue.test(sent)) return context
  throw new TypeError("hoptrace: an exporter's join must return a trace context")
}

/** What a span is about: the request itself, or one of its steps. */
export type SpanDraft = Pick<RecordDraft, 'phase' | 'hopName' | 'action'>

/** Passes the spans of one request to the exporters. */
export class SpanExport {
  readonly #source: RecordSource
  readonly #lines: RecordLines
  readonly #request: ExportedRequest
  readonly #epochOrigin = epochOrigin()

  constructor(source: RecordSource, traceContext: TraceContext, lines: RecordLines) {
    this.#source = source
    this.#lines = lines
    this.#request = exportedRequest(source, traceContext)
  }

  started(span: Span, draft: SpanDraft): void {
    this.#tell('onSpanStart', this.#describe(span, draft))
  }

  leftOpen(span: Span): void {
    const { phase, name } = span
    const open = this.#describe(span, phase ? { phase, hopName: name } : { phase: 'start' })
    this.#tell('onSpanLeftOpen', open)
  }

  ended(span: Span, level: Level, draft: RecordDraft, isSampled: boolean): void {
    const { exportAttributes: attributes } = this.#source.settings
    const started = this.#describe(span, draft)
    const endTime = toMicros(started.startTime + (draft.duration ?? 0))
    const record = guard(() =>
      JSON.parse(this.#lines.lineOf(span, level, { ...draft, attributes })),
    )
    if (record === undefined) return
    const ended: EndedSpan = { ...started, endTime, isSampled, record }
    this.#tell('onSpanEnd', ended)
  }

  #tell(method: 'onSpanStart' | 'onSpanLeftOpen' | 'onSpanEnd', span: StartedSpan): void {
    for (const exporter of this.#source.settings.exporters ?? [])
      guard(
        () => asOwnWork(() => exporter[method]?.(span as EndedSpan)),
        `an exporter's ${method} failed`,
      )
  }

  #describe(span: Span, { phase, hopName, action }: SpanDraft): StartedSpan {
    const name = hopName ?? action ?? this.#lines.action
    const { redactor } = this.#source.settings
    const isPlain = redactor.plainJson(name) !== undefined
    return {
      request: this.#request,
      kind: phase === 'hop' || phase === 'call' ? phase : 'request',
      name: isPlain ? name : redactor.names.text(name),
      spanId: span.id,
      parentId: span.parentId,
      startTime: toMicros(this.#epochOrigin + span.startedAt),
    }
  }
}

function exportedRequest(
  { settings, host }: ExportSource,
  traceContext: TraceContext,
): ExportedRequest {
  const { service, trustSampling } = settings
  return { service, traceContext, hostSegment: host.segment, trustSampling }
}
