import { passesLevel } from '../level.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import { reportFault } from '../outcome/fault-report.ts'
import { guard } from '../outcome/guard.ts'
import { emit } from '../output/emit.ts'
import type { Level, Metadata, RequestFacts } from '../record.ts'
import { isSampled } from '../sampling/sampler.ts'
import { TailBuffer } from '../sampling/tail-buffer.ts'
import type { Span } from '../span.ts'
import type { RecordDraft } from './draft.ts'
import { merged } from './metadata.ts'
import { MetricFields } from './metric-fields.ts'
import { RecordLines } from './record-line.ts'
import type { RecordSource } from './record-source.ts'
import { SpanExport } from './span-export.ts'

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
  readonly source: RecordSource
  readonly tail: TailBuffer
  readonly lines: RecordLines
  /** `undefined` if there are no exporters. */
  readonly spans: SpanExport | undefined
  readonly #metrics: MetricFields

  constructor(source: RecordSource) {
    const { settings, traceContext, host } = source
    this.source = source
    this.lines = new RecordLines(source)
    this.tail = new TailBuffer(this.#decide(undefined), host.mayNotEnd === true)
    this.#metrics = new MetricFields(source)
    if (settings.exporters !== undefined && traceContext !== undefined)
      this.spans = new SpanExport(source, traceContext, this.lines)
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
   * Adds attributes to the ending. Those that come after it are a record of their own, even if the
   * request isn't sampled.
   */
  setAttributes(span: Span, metadata: Metadata): void {
    if (!this.ended) this.lines.addAttributes(metadata)
    else if (passesLevel('info', this.source.settings.level))
      this.#emitDraft(span, 'info', { message: 'Attributes', phase: 'log', metadata, late: true })
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

  /** Writes one record, or holds it back. Never throws. */
  write(span: Span, level: Level, given: RecordDraft): void {
    const { settings } = this.source
    const own = this.ended ? ({ ...given, late: true } as const) : given
    if (this.spans !== undefined) this.#export(this.spans, span, level, own)
    const fields = this.#metrics.ofCall(level, own)
    const draft = fields === undefined ? own : { ...own, fields }
    const passes = passesLevel(level, settings.level)
    const isReleased = this.#isReleased(level)
    this.#started ||= draft.phase === 'start'
    if (passes && isReleased) this.#emitDraft(span, level, draft)
    else if (this.ended) return
    else if (passes || passesLevel(level, settings.failureLevel)) this.#hold(span, level, draft)
    else if (fields !== undefined) this.#emitDraft(span, level, { ...draft, isShort: true })
  }

  /** Writes the ending. Of a request that isn't kept, it has only what queries and metrics need. */
  end(span: Span, level: Level, draft: RecordDraft): void {
    if (this.spans !== undefined) this.#export(this.spans, span, level, draft)
    const { tail } = this
    const { sampler, metrics: format, level: threshold } = this.source.settings
    const { action } = this.lines
    const ending = () => ({ ...draft, metadata: this.lines.metadataOf(draft), action, level })
    const isWhole = draft.result !== 'success' && this.keepsFailure(level)
    const isKept = tail.isReleased || isWhole || sampler.keeps(draft, ending)
    this.#emitAll(tail.end(isKept, isWhole, this.#isWhole === false))
    const passes = passesLevel(level, threshold)
    const fields = this.#metrics.ofEnding(level, draft)
    // A metric is written at any level.
    if (passes || (fields !== undefined && format !== undefined)) {
      const { dropped: droppedRecords } = tail
      const metadata = merged(draft.metadata, droppedRecords > 0 ? { droppedRecords } : undefined)
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
    this.#isWhole ||= this.tail.isComplete || this.source.settings.sampler.keepsFailure(level)
    return this.#isWhole
  }

  /** Only a record that ends a span has a duration, or says that it does. Any other log record is a line. */
  #export(spans: SpanExport, span: Span, level: Level, draft: RecordDraft): void {
    const { isSampled } = this.tail
    if ((draft.duration ?? draft.isSpanEnd) !== undefined)
      spans.ended(span, level, draft, isSampled)
    else if (draft.phase === 'log') spans.logged(span, level, draft, isSampled)
  }

  #decide(tenantId: string | undefined): boolean {
    const { settings, traceContext } = this.source
    return traceContext === undefined || isSampled(settings.sampler, traceContext, tenantId)
  }

  #hold(span: Span, level: Level, draft: RecordDraft): void {
    guard(() => {
      this.tail.hold({
        line: this.lines.lineOf(span, level, draft),
        isDebugOnly: !passesLevel(level, this.source.settings.level),
        metricLine: draft.fields && this.lines.lineOf(span, level, { ...draft, isShort: true }),
      })
    }, LOST)
  }

  #emitDraft(span: Span, level: Level, draft: RecordDraft): void {
    // Not by `guard`: two calls and a closure more for each line.
    try {
      emit(this.lines.lineOf(span, level, draft), this.source.settings.output)
    } catch (error) {
      reportFault(error, LOST)
    }
  }

  #emitAll(lines: readonly string[]): void {
    for (const line of lines) guard(() => emit(line, this.source.settings.output), LOST)
  }
}
