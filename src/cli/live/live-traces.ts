import { parseJson } from '../../lines/json-lines.ts'
import { readEvents } from '../../lines/read-events.ts'
import type { RequestRecord } from '../../lines/record.ts'
import type { DrawnRecords } from './draw-trace.ts'
import { RecordPlaces } from './record-places.ts'
import { type RequestSummary, SummaryBuilder } from './request-summary.ts'

/** A trace, as far as its records have come in. */
export interface LiveTrace {
  readonly traceId: string
  /** Its records, as JSON. */
  readonly lines: readonly string[]
  /** How many records were left out: a trace can have any number. */
  readonly leftOut: number
  /** Grows with each change of any trace. */
  readonly revision: number
  /** Whether a request of it has not ended. */
  readonly isRunning: boolean
  summary(): RequestSummary
}

interface OwnTrace extends LiveTrace {
  readonly lines: string[]
  leftOut: number
  revision: number
  readonly builder: SummaryBuilder
  /** How many of the lines were passed on as finished. */
  finished: number
  /** The records of the other lines, or the last of them. */
  fresh: RequestRecord[]
  size: number
}

export const MAX_TRACES = 10_000
const MAX_SIZE = 64 * 1024 * 1024
export const MAX_LINES = 2_000
/** So many records are kept until their requests end. Those of others are read from their lines again. */
export const MAX_FRESH = 5_000

/** Keeps the newest traces of a stream of lines. Memory is bounded. */
export class LiveTraces {
  /** In the order of their last change. */
  readonly #traces = new Map<string, OwnTrace>()
  readonly #onFinished: (finished: DrawnRecords) => void
  readonly #places = new RecordPlaces()
  /** The trace that has changed last. */
  #newest: OwnTrace | undefined
  #size = 0
  #fresh = 0
  #revision = 0

  /**
   * @param onFinished gets the new records of a trace when none of its requests runs any more
   */
  constructor(onFinished: (finished: DrawnRecords) => void) {
    this.#onFinished = onFinished
  }

  /** Counts the changes so far. */
  get revision(): number {
    return this.#revision
  }

  /**
   * Reads a line of a log. What is no record is left out, and what stands inside of another line.
   * @returns how many records may be forged
   */
  add(line: string): number {
    let doubtful = 0
    for (const { record, text, prefix = '' } of readEvents(line)) {
      if (record === undefined) continue
      if (this.#places.isDoubtful({ prefix, source: '' })) doubtful += 1
      else this.addRecord(record, text)
    }
    return doubtful
  }

  /**
   * Adds a record. One that doesn't say by whom it was written is left out.
   * @param text the record as JSON
   */
  addRecord(record: RequestRecord, text: string): void {
    if (isWhole(record)) this.#add(record, text)
  }

  get(traceId: string): LiveTrace | undefined {
    return this.#traces.get(traceId)
  }

  /** Returns the traces that have changed since a revision, those of the latest changes last. */
  changedSince(revision: number, limit: number): LiveTrace[] {
    const changed: LiveTrace[] = []
    for (const trace of this.#traces.values()) {
      if (trace.revision <= revision) continue
      changed.push(trace)
      if (changed.length === limit) break
    }
    return changed
  }

  /** Passes the records on of requests that have not ended. */
  end(): void {
    for (const trace of this.#traces.values()) this.#finish(trace)
  }

  #add(record: RequestRecord, line: string): void {
    const { traceId } = record
    const trace = this.#traces.get(traceId) ?? createTrace(traceId)
    trace.builder.add(record)
    this.#revision += 1
    trace.revision = this.#revision
    if (trace.lines.length < MAX_LINES || record.phase === 'complete') {
      trace.lines.push(line)
      trace.fresh.push(record)
      this.#fresh += 1
      trace.size += line.length
      this.#size += line.length
    } else trace.leftOut += 1
    if (trace !== this.#newest) {
      this.#traces.delete(traceId)
      this.#traces.set(traceId, trace)
      this.#newest = trace
    }
    if (!trace.builder.isRunning) this.#finish(trace)
    if (this.#fresh > MAX_FRESH) this.#forgetFresh()
    this.#evict()
  }

  #finish(trace: OwnTrace): void {
    const { lines, finished, fresh, leftOut } = trace
    if (finished === lines.length) return
    const added = lines.slice(finished)
    trace.finished = lines.length
    trace.fresh = []
    this.#fresh -= fresh.length
    const records = fresh.length === added.length ? fresh : added.map(parse)
    this.#onFinished({ lines: added, records, leftOut })
  }

  #forgetFresh(): void {
    for (const trace of this.#traces.values()) trace.fresh = []
    this.#fresh = 0
  }

  #evict(): void {
    for (const [traceId, trace] of this.#traces) {
      if (this.#traces.size <= MAX_TRACES && this.#size <= MAX_SIZE) return
      this.#finish(trace)
      this.#traces.delete(traceId)
      this.#size -= trace.size
    }
  }
}

function parse(line: string): RequestRecord {
  return parseJson(line) as RequestRecord
}

/** Whether a record says when it was written, and by whom. Anybody can print a line that looks like one. */
function isWhole({ timestamp, service, layer, action }: RequestRecord): boolean {
  return [timestamp, service, layer, action].every((field) => typeof field === 'string')
}

function createTrace(traceId: string): OwnTrace {
  const builder = new SummaryBuilder(traceId)
  const lines: string[] = []
  return {
    traceId,
    lines,
    leftOut: 0,
    revision: 0,
    builder,
    finished: 0,
    fresh: [],
    size: 0,
    get isRunning() {
      return builder.isRunning
    },
    summary: () => builder.build(() => lines.map(parse)),
  }
}
