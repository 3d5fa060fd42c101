import type { EndedSpan, ExportedRequest, Exporter, StartedSpan } from '../exporter.ts'
import type { RequestHost } from '../host.ts'
import { classTag } from '../lib/class-tag.ts'
import { guard } from '../outcome/guard.ts'
import { epochOrigin } from '../platform/clock.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import { formatXrayHeader } from '../propagation/xray.ts'
import type { Level } from '../record.ts'
import type { Redactor } from '../redact/redactor.ts'
import { isSampled } from '../sampling/sampler.ts'
import type { Settings } from '../settings.ts'
import type { Span } from '../span.ts'
import type { RecordDraft } from './draft.ts'
import type { RecordLines } from './record-line.ts'

/** Returns a request's trace context after each exporter has joined it. */
export function joinExporters(
  settings: Settings,
  received: TraceContext,
  host: RequestHost,
): TraceContext {
  const isOurs = isSampled(settings.sampler, received)
  const joined = (settings.exporters ?? []).reduce((context, exporter) => {
    const request = exportedRequest(settings, context, host)
    const joined = guard(() => exporter.join?.(request, isOurs), "an exporter's join failed")
    return guard(() => checkJoined(joined ?? context), "an exporter's join failed") ?? context
  }, received)
  const { refused } = received
  return joined.refused === refused ? joined : { ...joined, refused }
}

const ID = /^[\w-]+$/
const HEADER_VALUE = /^[\t -~]*$/

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
  const hasIds = ids.every((id) => typeof id === 'string' && ID.test(id))
  const isMap = xray === undefined || classTag(xray) === '[object Map]'
  const sent = `${tracestate ?? ''}${xray && isMap ? formatXrayHeader(xray) : ''}`
  if (hasIds && isMap && HEADER_VALUE.test(sent)) return context
  throw new TypeError("hoptrace: an exporter's join must return a trace context")
}

/** What a span is about: the request itself, or one of its steps. */
export type SpanDraft = Pick<RecordDraft, 'phase' | 'hopName' | 'action'>

/** Passes the spans of one request to the exporters. */
export class SpanExport {
  readonly #exporters: readonly Exporter[]
  readonly #lines: RecordLines
  readonly #request: ExportedRequest
  readonly #redactor: Redactor
  readonly #epochOrigin = epochOrigin()

  constructor(
    settings: Settings,
    traceContext: TraceContext,
    host: RequestHost,
    lines: RecordLines,
  ) {
    this.#exporters = settings.exporters ?? []
    this.#lines = lines
    this.#request = exportedRequest(settings, traceContext, host)
    this.#redactor = settings.redactor
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
    const started = this.#describe(span, draft)
    const endTime = toMicros(started.startTime + (draft.duration ?? 0))
    const record = guard(() => JSON.parse(this.#lines.lineOf(span, level, draft)))
    if (record === undefined) return
    const ended: EndedSpan = { ...started, endTime, isSampled, record }
    this.#tell('onSpanEnd', ended)
  }

  #tell(method: 'onSpanStart' | 'onSpanLeftOpen' | 'onSpanEnd', span: StartedSpan): void {
    for (const exporter of this.#exporters)
      guard(() => exporter[method]?.(span as EndedSpan), `an exporter's ${method} failed`)
  }

  #describe(span: Span, { phase, hopName, action }: SpanDraft): StartedSpan {
    const name = hopName ?? action ?? this.#lines.action
    const isPlain = this.#redactor.plainJson(name) !== undefined
    return {
      request: this.#request,
      kind: phase === 'hop' || phase === 'call' ? phase : 'request',
      name: isPlain ? name : this.#redactor.names.text(name),
      spanId: span.id,
      parentId: span.parentId,
      startTime: toMicros(this.#epochOrigin + span.startedAt),
    }
  }
}

function exportedRequest(
  { service, trustSampling }: Settings,
  traceContext: TraceContext,
  host: RequestHost,
): ExportedRequest {
  return { service, traceContext, hostSegment: host.segment, trustSampling }
}

function toMicros(millis: number): number {
  return Math.round(millis * 1000) / 1000
}
