import type { RequestHost } from '../host.ts'
import { passesLevel } from '../level.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import { guard } from '../outcome/guard.ts'
import { emit } from '../output/emit.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import type { Level, RequestFacts } from '../record.ts'
import { isSampled } from '../sampling/sampler.ts'
import { TailBuffer } from '../sampling/tail-buffer.ts'
import type { Settings } from '../settings.ts'
import type { Span } from '../span.ts'
import type { RecordDraft } from './draft.ts'
import { merged } from './metadata.ts'
import { MetricFields } from './metric-fields.ts'
import { RecordLines } from './record-line.ts'
import { type SpanDraft, SpanExport } from './span-export.ts'

const LOST = 'a record was lost'

/**
 * Writes the records of one request and passes its spans to the exporters. While the request isn't
 * sampled, and for records below the level, lines are held back until its ending.
 */
export class RecordWriter {
  /** Whether the ending is written. Records after it are `late`. */
  ended = false
  /** Whether the start is written, so that an ending will tell of errors. */
  #started = false
  /** Whether a failure of the request has a place in the budget; `undefined` if it has none yet. */
  #isWhole: boolean | undefined
  readonly tail: TailBuffer
  readonly lines: RecordLines
  readonly #settings: Settings
  readonly #traceContext: TraceContext | undefined
  readonly #metrics: MetricFields
  readonly #export: SpanExport | undefined

  constructor(settings: Settings, traceContext: TraceContext | undefined, host: RequestHost) {
    this.#settings = settings
    this.#traceContext = traceContext
    this.lines = new RecordLines(settings, traceContext, host)
    this.tail = new TailBuffer(this.#decide(undefined), host.mayNotEnd === true)
    this.#metrics = new MetricFields(settings.metrics, host)
    if (settings.exporters !== undefined && traceContext !== undefined)
      this.#export = new SpanExport(settings, traceContext, host, this.lines)
  }

  /**
   * Sets who the request is about and what it does, on all later records. A tenant may have its own
   * sampling rate.
   */
  identify(facts: RequestFacts): void {
    this.lines.identify(facts)
    if (typeof facts.tenantId !== 'string') return
    this.#emitAll(this.tail.resample(this.#decide(facts.tenantId)))
  }

  /**
   * Adds to a business metric of the request.
   * @throws TypeError if the metric is invalid or comes after the ending
   */
  addMetric(name: string, value: number, unit: MetricUnit): void {
    if (this.ended) throw new TypeError(`hoptrace: metric ${name} came after the ending`)
    this.#metrics.add(name, value, unit)
  }

  /** Writes all records of the request: those that are held back now, later ones at once. */
  keep(): void {
    this.#emitAll(this.tail.keep())
  }

  /** Tells the exporters that a request or step begins. */
  spanStarted(span: Span, draft: SpanDraft): void {
    this.#export?.started(span, draft)
  }

  /** Tells the exporters of a span whose end may never be reported. */
  spanLeftOpen(span: Span): void {
    this.#export?.leftOpen(span)
  }

  /** Writes one record, or holds it back. Never throws. */
  write(span: Span, level: Level, given: RecordDraft): void {
    this.#exportEnd(span, level, given)
    const fields = this.#metrics.ofCall(level, given)
    const draft = fields === undefined ? given : { ...given, fields }
    const passes = passesLevel(level, this.#settings.level)
    const isReleased = this.#isReleased(level)
    this.#started ||= draft.phase === 'start'
    if (this.ended) {
      if (passes && isReleased) this.#emitDraft(span, level, { ...draft, late: true })
    } else if (passes && isReleased) this.#emitDraft(span, level, draft)
    else if (passes || passesLevel(level, this.#settings.failureLevel))
      this.#hold(span, level, draft)
    else if (fields !== undefined) this.#emitDraft(span, level, { ...draft, isShort: true })
  }

  /** Writes the ending. Of a request that isn't kept, it has only what queries and metrics need. */
  end(span: Span, level: Level, draft: RecordDraft): void {
    this.#exportEnd(span, level, draft)
    const { tail } = this
    const { sampler } = this.#settings
    const { action } = this.lines
    const ending = () => ({ ...draft, metadata: this.lines.metadataOf(draft), action, level })
    const isWhole = draft.result !== 'success' && this.keepsFailure(level)
    const isKept = tail.isReleased || isWhole || sampler.keeps(draft, ending)
    this.#emitAll(tail.end(isKept, isWhole, this.#isWhole === false))
    const passes = passesLevel(level, this.#settings.level)
    if (passes || this.#metrics.isOn) {
      const { dropped: droppedRecords } = tail
      const metadata = merged(draft.metadata, droppedRecords > 0 ? { droppedRecords } : undefined)
      const fields = this.#metrics.ofEnding(level, draft)
      const { size: metrics } = this.#metrics
      const isShort = !isKept || !passes
      this.#emitDraft(span, level, { ...draft, metadata, fields, metrics, isShort })
    }
    this.ended = true
  }

  /** Whether a record is written at once. */
  #isReleased(level: Level): boolean {
    const isError = level === 'error'
    // No error is lost, and neither is what led to it, up to the budget.
    if (isError && this.keepsFailure(level)) this.keep()
    return this.tail.isReleased || (isError && (this.ended || !this.#started))
  }

  /** Whether a failure keeps all records. A request takes one place in the minute's budget. */
  keepsFailure(level: Level): boolean {
    this.#isWhole ||= this.tail.isComplete || this.#settings.sampler.keepsFailure(level)
    return this.#isWhole
  }

  /** Only a record that ends a span has a duration, or says that it does. */
  #exportEnd(span: Span, level: Level, given: RecordDraft): void {
    if (this.#export === undefined || (given.duration ?? given.isSpanEnd) === undefined) return
    const draft = this.ended ? ({ ...given, late: true } as const) : given
    this.#export.ended(span, level, draft, this.tail.isSampled)
  }

  #decide(tenantId: string | undefined): boolean {
    const traceContext = this.#traceContext
    return traceContext === undefined || isSampled(this.#settings.sampler, traceContext, tenantId)
  }

  #hold(span: Span, level: Level, draft: RecordDraft): void {
    guard(() => {
      this.tail.hold({
        line: this.lines.lineOf(span, level, draft),
        isDebugOnly: !passesLevel(level, this.#settings.level),
        metricLine: draft.fields && this.lines.lineOf(span, level, { ...draft, isShort: true }),
      })
    }, LOST)
  }

  #emitDraft(span: Span, level: Level, draft: RecordDraft): void {
    guard(() => emit(this.lines.lineOf(span, level, draft), this.#settings.format), LOST)
  }

  #emitAll(lines: readonly string[]): void {
    for (const line of lines) guard(() => emit(line, this.#settings.format), LOST)
  }
}
