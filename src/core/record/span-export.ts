import type { ExportedRequest, Exporter, StartedSpan } from '../exporter.ts'
import { passesLevel } from '../level.ts'
import { guard } from '../outcome/guard.ts'
import { epochOrigin, toMicros } from '../platform/clock.ts'
import { asOwnWork } from '../platform/own-work.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import { formatXrayHeader } from '../propagation/xray.ts'
import type { Level, TraceRecord } from '../record.ts'
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
    ...(links ?? []).flatMap((link) => [link.traceId, link.w3cTraceId, link.parentId ?? '-']),
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

/** Passes the spans and the lines of one request to the exporters. */
export class SpanExport {
  readonly #source: RecordSource
  readonly #lines: RecordLines
  readonly #exporters: readonly Exporter[]
  readonly #request: ExportedRequest
  readonly #epochOrigin = epochOrigin()

  constructor(source: RecordSource, traceContext: TraceContext, lines: RecordLines) {
    this.#source = source
    this.#lines = lines
    this.#exporters = source.settings.exporters ?? []
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
    const record = this.#recordOf(span, level, { ...draft, attributes })
    if (record) this.#tell('onSpanEnd', { ...started, endTime, isSampled, record })
  }

  /** Passes a line on, if its level is written. */
  logged(span: Span, level: Level, draft: RecordDraft, isSampled: boolean): void {
    if (!passesLevel(level, this.#source.settings.level) || !this.#takes('onLog')) return
    const record = this.#recordOf(span, level, draft)
    if (record) this.#tell('onLog', { request: this.#request, isSampled, record })
  }

  /**
   * Waits until the exporters have sent what they hold, at most for `flushTimeoutMs`, and for half of
   * the time that remains.
   * @returns `undefined` if there is nothing to wait for. The promise doesn't reject
   */
  flush(): Promise<void> | undefined {
    if (!this.#takes('flush')) return undefined
    const { settings, host } = this.#source
    const { flushTimeoutMs } = settings
    const remaining = host.remainingTime?.() ?? 2 * flushTimeoutMs
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(flushTimeoutMs, remaining / 2))
      // Later: after an error, Middy's hook returns before the ending is written.
      queueMicrotask(async () => {
        await Promise.allSettled(this.#tell('flush'))
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #recordOf(span: Span, level: Level, draft: RecordDraft): TraceRecord | undefined {
    return guard(() => JSON.parse(this.#lines.lineOf(span, level, draft)))
  }

  #takes(method: 'onLog' | 'flush'): boolean {
    return this.#exporters.some((exporter) => exporter[method])
  }

  #tell(method: Exclude<keyof Exporter, 'join'>, told?: object): unknown[] {
    return this.#exporters.map((exporter) =>
      guard(
        () => asOwnWork(() => exporter[method]?.(told as never)),
        `an exporter's ${method} failed`,
      ),
    )
  }

  #describe(span: Span, { phase, hopName, action }: SpanDraft): StartedSpan {
    const { redactor } = this.#source.settings
    const given = hopName ?? action ?? this.#lines.action
    const name = redactor.plainJson(given) === undefined ? redactor.names.text(given) : given
    const type = phase === 'hop' || phase === 'call' ? phase : 'request'
    const [, service, operation] = (type === 'call' && /:([^:]*):(.*)/s.exec(name)) || []
    const { isParentLocal, links = [] } = type === 'request' ? this.#request.traceContext : STEP
    const { id: spanId, parentId } = span
    return {
      request: this.#request,
      type,
      kind: type === 'hop' ? 'internal' : (span.kind ?? 'server'),
      name,
      service,
      operation,
      spanId,
      parentId,
      hasRemoteParent: parentId !== undefined && !isParentLocal,
      links,
      startTime: toMicros(this.#epochOrigin + span.startedAt),
    }
  }
}

const STEP: Partial<TraceContext> = { isParentLocal: true }

function exportedRequest(
  { settings, host }: ExportSource,
  traceContext: TraceContext,
): ExportedRequest {
  const { service, version, stage, trustSampling } = settings
  const { functionName, segment: hostSegment } = host
  return { service, version, stage, functionName, traceContext, hostSegment, trustSampling }
}
