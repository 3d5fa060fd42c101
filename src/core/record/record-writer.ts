import type { MetricUnit } from '../metrics/metric-sums.ts'
import { isSampled, isWritten, type Settings } from '../options.ts'
import { harmless } from '../outcome/guard.ts'
import { emit } from '../output/emit.ts'
import type { Origin } from '../propagation/inbound.ts'
import type { Identity, Level } from '../record.ts'
import { HeldLines } from '../sampling/held-lines.ts'
import type { Span } from '../span.ts'
import { merged } from './metadata.ts'
import { RecordMetrics } from './metric-fields.ts'
import { type Host, RecordLines, type Said } from './record-line.ts'
import { SpanExport, type SpanFacts } from './span-export.ts'

/**
 * Writes the records of one request, or holds them back: all of them while it isn't sampled, quiet
 * ones until it fails. Its ending decides what becomes of those.
 */
export class RecordWriter {
  /** Set once the ending is written; records after it are `late`. */
  ended = false
  /** Whether the trace is sampled: what the next service is told. */
  sampled: boolean
  readonly #settings: Settings
  readonly #origin: Origin | undefined
  readonly #lines: RecordLines
  #isKept: boolean
  #held: HeldLines | undefined
  readonly #metrics: RecordMetrics
  readonly #export: SpanExport | undefined

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    this.#settings = settings
    this.#origin = origin
    this.#lines = new RecordLines(settings, origin, host)
    this.sampled = this.#isSampled(undefined)
    this.#isKept = host.mayNotEnd === true
    this.#metrics = new RecordMetrics(settings.metrics, host)
    if (settings.exporters !== undefined && origin !== undefined)
      this.#export = new SpanExport(settings, origin, host, this.#lines)
  }

  /** Whether all records are written although the trace isn't sampled. */
  get isKeptUnsampled(): boolean {
    return this.#isKept && !this.sampled
  }

  /** Sets who the request is about, on all later records. */
  identify(identity: Identity): void {
    this.#lines.identify(identity)
    if (typeof identity.tenantId !== 'string') return
    this.sampled = this.#isSampled(identity.tenantId)
    if (this.sampled) this.#release(false)
  }

  /**
   * Adds to a business metric of the request.
   * @throws TypeError for what can't be one, or comes after the ending
   */
  addMetric(name: string, value: number, unit: MetricUnit): void {
    if (this.ended) throw new TypeError(`hoptrace: metric ${name} came after the ending`)
    this.#metrics.add(name, value, unit)
  }

  /** Has all records of the request written, those that were held back first. */
  keep(): void {
    this.#isKept = true
    this.#release(false)
  }

  /** Tells the exporters that a request or step begins, whether or not a record says so. */
  announce(span: Span, said: SpanFacts): void {
    if (this.#export !== undefined) this.#export.started(span, said)
  }

  /** Tells the exporters of a span that goes on where nothing may tell of its end. */
  leaveOpen(span: Span): void {
    if (this.#export !== undefined) this.#export.leftOpen(span)
  }

  /** Writes one record. Never throws: a record that can't be written is counted and reported. */
  write(span: Span, level: Level, given: Said): void {
    this.#exportEnd(span, level, given)
    const fields = this.#metrics.ofCall(level, given)
    const said = fields === undefined ? given : { ...given, fields }
    // No error is lost, and neither is what led to it; not every trace has an ending to wait for.
    if (level === 'error') this.keep()
    const isLoud = isWritten(level, this.#settings.level)
    const isOpen = this.sampled || this.#isKept
    if (this.ended) {
      if (isLoud && isOpen) this.#emit(span, level, { ...said, late: true })
    } else if (isLoud && isOpen) this.#emit(span, level, said)
    else if (isLoud || isWritten(level, this.#settings.onError)) this.#hold(span, level, said)
    else if (fields !== undefined) this.#emit(span, level, { ...said, isShort: true })
  }

  /** Writes the ending. Of a request that isn't kept it says only what queries and metrics need. */
  end(span: Span, level: Level, said: Said): void {
    this.#exportEnd(span, level, said)
    this.#isKept ||= !this.sampled && this.#isWorthKeeping(level, said)
    const isOpen = this.sampled || this.#isKept
    const isLoud = isWritten(level, this.#settings.level)
    const droppedRecords = this.#held?.dropped ?? 0
    if (this.#held !== undefined) this.#decide(this.#held, isOpen, said.result !== 'success')
    if (isLoud || this.#metrics.areOn) {
      const metadata =
        droppedRecords > 0 ? merged(said.metadata, { droppedRecords }) : said.metadata
      const fields = this.#metrics.ofEnding(level, said)
      const { size: metrics } = this.#metrics
      const isShort = !isOpen || !isLoud
      this.#emit(span, level, { ...said, metadata, fields, metrics, isShort })
    }
    this.ended = true
  }

  #isWorthKeeping(level: Level, said: Said): boolean {
    const { sampler, service, action = service } = this.#settings
    const ending = () => ({ ...said, metadata: this.#lines.metadataOf(said), action, level })
    return sampler.keeps(said, ending)
  }

  /** Writes what was held back, or what metrics need of it. */
  #decide(held: HeldLines, isOpen: boolean, isFailure: boolean): void {
    const { shorts } = held
    if (isOpen) this.#release(isFailure)
    for (const line of [...shorts, ...held.drop()]) this.#emitLine(line)
    this.#held = undefined
  }

  /** Only what ends a span has a duration. */
  #exportEnd(span: Span, level: Level, given: Said): void {
    if (this.#export === undefined || given.duration === undefined) return
    const said = this.ended ? ({ ...given, late: true } as const) : given
    this.#export.ended(span, level, said, this.sampled)
  }

  #isSampled(tenantId: string | undefined): boolean {
    return this.#origin === undefined || isSampled(this.#settings, this.#origin, tenantId)
  }

  #emit(span: Span, level: Level, said: Said): void {
    harmless(() => emit(this.#lines.lineOf(span, level, said), this.#settings.format))
  }

  #hold(span: Span, level: Level, said: Said): void {
    this.#held ??= new HeldLines()
    const held = this.#held
    const isQuiet = !isWritten(level, this.#settings.level)
    harmless(() => {
      const isMetric = said.fields !== undefined
      const short = isMetric
        ? this.#lines.lineOf(span, level, { ...said, isShort: true })
        : undefined
      held.add({ line: this.#lines.lineOf(span, level, said), isQuiet, short })
    })
  }

  #release(withQuiet: boolean): void {
    for (const line of this.#held?.take(withQuiet) ?? []) this.#emitLine(line)
  }

  #emitLine(line: string): void {
    harmless(() => emit(line, this.#settings.format))
  }
}
