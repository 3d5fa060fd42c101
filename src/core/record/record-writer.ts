import { passesLevel } from '../level.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import { guard } from '../outcome/guard.ts'
import { emit } from '../output/emit.ts'
import type { Level, RequestFacts } from '../record.ts'
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
    this.#exportEnd(span, level, own)
    const fields = this.#metrics.ofCall(level, own)
    const draft = fields === undefined ? own : { ...own, fields }
    // No error is lost, and neither is what led to it. Not every trace has an ending to wait for.
    if (level === 'error') this.keep()
    const passes = passesLevel(level, settings.level)
    if (passes && this.tail.isReleased) this.#emitDraft(span, level, draft)
    else if (this.ended) return
    else if (passes || passesLevel(level, settings.failureLevel)) this.#hold(span, level, draft)
    else if (fields !== undefined) this.#emitDraft(span, level, { ...draft, isShort: true })
  }

  /** Writes the ending. Of a request that isn't kept, it has only what queries and metrics need. */
  end(span: Span, level: Level, draft: RecordDraft): void {
    this.#exportEnd(span, level, draft)
    const { isReleased, dropped: droppedRecords } = this.tail
    const isWorthKeeping = !isReleased && this.#isWorthKeeping(level, draft)
    this.#emitAll(this.tail.end(isWorthKeeping, draft.result !== 'success'))
    const passes = passesLevel(level, this.source.settings.level)
    const fields = this.#metrics.ofEnding(level, draft)
    // A metric is written at any level.
    if (passes || (fields !== undefined && this.source.settings.metrics !== undefined)) {
      const metadata =
        droppedRecords > 0 ? merged(draft.metadata, { droppedRecords }) : draft.metadata
      const { size: metrics } = this.#metrics
      const isShort = !this.tail.isReleased || !passes
      this.#emitDraft(span, level, { ...draft, metadata, fields, metrics, isShort })
    }
    this.ended = true
  }

  #isWorthKeeping(level: Level, draft: RecordDraft): boolean {
    const { action } = this.lines
    const ending = () => ({ ...draft, metadata: this.lines.metadataOf(draft), action, level })
    return this.source.settings.sampler.keeps(draft, ending)
  }

  /** Only a record that ends a span has a duration, or says that it does. */
  #exportEnd(span: Span, level: Level, draft: RecordDraft): void {
    if ((draft.duration ?? draft.isSpanEnd) !== undefined)
      this.spans?.ended(span, level, draft, this.tail.isSampled)
  }

  #decide(tenantId: string | undefined): boolean {
    const { settings, traceContext } = this.source
    return traceContext === undefined || isSampled(settings.sampler, traceContext, tenantId)
  }

  #hold(span: Span, level: Level, draft: RecordDraft): void {
    guard(() => {
      const isMetric = draft.fields !== undefined
      this.tail.hold({
        line: this.lines.lineOf(span, level, draft),
        isDebugOnly: !passesLevel(level, this.source.settings.level),
        metricLine: isMetric
          ? this.lines.lineOf(span, level, { ...draft, isShort: true })
          : undefined,
      })
    }, LOST)
  }

  #emitDraft(span: Span, level: Level, draft: RecordDraft): void {
    guard(() => emit(this.lines.lineOf(span, level, draft), this.source.settings.format), LOST)
  }

  #emitAll(lines: readonly string[]): void {
    for (const line of lines) guard(() => emit(line, this.source.settings.format), LOST)
  }
}
