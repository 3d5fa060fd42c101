import type { ExportedRequest, Exporter, StartedSpan } from '../exporter.ts'
import { tagOf } from '../lib/class-tag.ts'
import { isSampled, type Settings } from '../options.ts'
import { harmless } from '../outcome/guard.ts'
import { epochOrigin } from '../platform/clock.ts'
import type { Origin } from '../propagation/inbound.ts'
import type { Level } from '../record.ts'
import type { Redactor } from '../redact/redactor.ts'
import type { Span } from '../span.ts'
import type { Host, RecordLines, Said } from './record-line.ts'

/** Where a request stands for its exporters too. */
export function joined(settings: Settings, origin: Origin, host: Host): Origin {
  const isOurs = isSampled(settings, origin)
  return (settings.exporters ?? []).reduce((last, exporter) => {
    const request = requestOf(settings, last, host)
    const found = harmless(() => exporter.join?.(request, isOurs))
    return harmless(() => checked(found ?? last)) ?? last
  }, origin)
}

// What an exporter of somebody else's returns may be anything: without its ids a request has no records,
// and making headers of what is no header would throw to who asks for them.
function checked(origin: Origin): Origin {
  const { traceId, w3cTraceId, xray } = origin
  const hasIds = typeof traceId === 'string' && typeof w3cTraceId === 'string'
  if (hasIds && (xray === undefined || tagOf(xray) === '[object Map]')) return origin
  throw new TypeError("hoptrace: an exporter's join must return an origin")
}

/** What a span is about: the request itself, or one of its steps. */
export type SpanFacts = Pick<Said, 'phase' | 'hopName' | 'action'>

/** Tells the exporters of the spans of one request. */
export class SpanExport {
  readonly #exporters: readonly Exporter[]
  readonly #lines: RecordLines
  readonly #request: ExportedRequest
  readonly #action: string
  readonly #redactor: Redactor
  readonly #origin = epochOrigin()

  constructor(settings: Settings, origin: Origin, host: Host, lines: RecordLines) {
    this.#exporters = settings.exporters ?? []
    this.#lines = lines
    this.#request = requestOf(settings, origin, host)
    this.#action = settings.action ?? settings.service
    this.#redactor = settings.redactor
  }

  started(span: Span, said: SpanFacts): void {
    const started = this.#describe(span, said)
    for (const exporter of this.#exporters) harmless(() => exporter.spanStarted?.(started))
  }

  leftOpen(span: Span): void {
    const { phase, name } = span
    const left = this.#describe(span, phase ? { phase, hopName: name } : { phase: 'start' })
    for (const exporter of this.#exporters) harmless(() => exporter.spanLeftOpen?.(left))
  }

  ended(span: Span, level: Level, said: Said, isSampled: boolean): void {
    const started = this.#describe(span, said)
    const endTime = toMicros(started.startTime + (said.duration ?? 0))
    const record = harmless(() => JSON.parse(this.#lines.lineOf(span, level, said)))
    if (record === undefined) return
    const ended = { ...started, endTime, isSampled, record }
    for (const exporter of this.#exporters) harmless(() => exporter.spanEnded(ended))
  }

  #describe(span: Span, said: SpanFacts): StartedSpan {
    const name = said.hopName ?? said.action ?? this.#action
    return {
      request: this.#request,
      kind: said.phase === 'hop' || said.phase === 'call' ? said.phase : 'request',
      name: this.#redactor.word(name) === undefined ? this.#redactor.names.text(name) : name,
      spanId: span.id,
      parentId: span.parentId,
      startTime: toMicros(this.#origin + span.startedAt),
    }
  }
}

function requestOf({ service }: Settings, origin: Origin, host: Host): ExportedRequest {
  return { service, origin, hostSegment: host.segment }
}

function toMicros(millis: number): number {
  return Math.round(millis * 1000) / 1000
}
