import { emit } from './emit.ts'
import { harmless } from './harmless.ts'
import { isWritten, type Settings } from './options.ts'
import type { Origin } from './propagation/inbound.ts'
import type { Identity, Level } from './record.ts'
import { type Host, RecordLines, type Said } from './record-line.ts'
import { HeldLines } from './sampling/held-lines.ts'
import type { Span } from './span.ts'

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

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    this.#settings = settings
    this.#origin = origin
    this.#lines = new RecordLines(settings, origin, host)
    this.sampled = this.#isSampled(undefined)
    this.#isKept = host.mayNotEnd === true
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

  /** Has all records of the request written, those that were held back first. */
  keep(): void {
    this.#isKept = true
    this.#release(false)
  }

  /** Writes one record. Never throws: a record that can't be written is counted and reported. */
  write(span: Span, level: Level, said: Said): void {
    const isLoud = isWritten(level, this.#settings.level)
    const isOpen = this.sampled || this.#isKept
    if (this.ended) {
      if (isLoud && (isOpen || level === 'error')) this.#emit(span, level, { ...said, late: true })
    } else if (isLoud && isOpen) this.#emit(span, level, said)
    else if (isLoud || isWritten(level, this.#settings.onError)) this.#hold(span, level, said)
  }

  /** Writes the ending. Of a request that isn't kept it says only what queries and metrics need. */
  end(span: Span, level: Level, said: Said): void {
    const { sampler, service, action = service } = this.#settings
    const isFailure = said.result !== 'success'
    const keeps = harmless(() => sampler.keeps({ ...said, action, level }))
    if (keeps === true) this.#isKept = true
    const isOpen = this.sampled || this.#isKept
    const droppedRecords = this.#held?.dropped
    if (isOpen) this.#release(isFailure)
    this.#held = undefined
    const metadata = droppedRecords ? { ...said.metadata, droppedRecords } : said.metadata
    if (isWritten(level, this.#settings.level)) {
      this.#emit(span, level, { ...said, metadata, isShort: !isOpen })
    }
    this.ended = true
  }

  #isSampled(tenantId: string | undefined): boolean {
    if (this.#origin === undefined) return true
    const { isSampledByCaller, w3cTraceId } = this.#origin
    return isSampledByCaller ?? this.#settings.sampler.samples(w3cTraceId, tenantId)
  }

  #emit(span: Span, level: Level, said: Said): void {
    harmless(() => emit(this.#lines.lineOf(span, level, said), this.#settings.format))
  }

  #hold(span: Span, level: Level, said: Said): void {
    this.#held ??= new HeldLines()
    const held = this.#held
    const isQuiet = !isWritten(level, this.#settings.level)
    harmless(() => held.add(this.#lines.lineOf(span, level, said), isQuiet))
  }

  #release(withQuiet: boolean): void {
    for (const line of this.#held?.take(withQuiet) ?? []) {
      harmless(() => emit(line, this.#settings.format))
    }
  }
}
