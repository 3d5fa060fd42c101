import type { LogEntry, RecordEntry } from '../../lines/entry.ts'
import { type EventId, keyOf } from '../../lines/ids.ts'
import { idTexts, isEscapable } from '../../lines/wanted-id.ts'
import type { Log } from '../log.ts'
import type { FoundTrace, JoinedLine } from './found-trace.ts'

/** A record leads to the lines of its invocation, and these to the records of others. */
const MAX_ROUNDS = 4
/** The greatest number of traces that are read. */
export const MAX_TRACES = 20
/** The greatest number of lines that are read. */
export const MAX_LINES = 10_000

/**
 * Reads all lines of traces: their records, those of traces that are linked to them, such as of a batch
 * that handled a message, and the lines of Lambda and of other loggers that share an id with them.
 * @param first lines that were found already
 * @param searched the texts that they were found by
 */
export async function joinLines(
  log: Log,
  first: readonly LogEntry[],
  searched: readonly string[],
): Promise<{ traces: FoundTrace[]; isCut: boolean }> {
  const lines = new JoinedLines()
  lines.add(first)
  const done = new Set(searched)
  let isCut = false
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const texts = lines.ids().flatMap(idTexts)
    const fresh = [...new Set(texts)].filter((text) => !done.has(text))
    if (fresh.length === 0) break
    for (const text of fresh) done.add(text)
    const found: LogEntry[] = []
    const isPart = lines.ids().some(isEscapable)
    const result = await log.find({ texts: fresh, isPart }, (entry, isInRange) => {
      if (isInRange && found.length < MAX_LINES) found.push(entry)
      else if (isInRange) isCut = true
    })
    isCut ||= result.isCut
    lines.add(found.filter((entry) => lines.isRelated(entry)))
  }
  return { traces: lines.traces(), isCut: isCut || lines.isFull }
}

/** The lines of traces, as far as they are known. */
class JoinedLines {
  readonly #records = new Map<string, RecordEntry>()
  readonly #others = new Map<string, JoinedLine>()
  /** The trace of each id, in the spelling that all have in common. */
  readonly #traceOf = new Map<string, string>()
  /** The keys of all ids by which lines are joined. */
  readonly #ids = new Map<string, string>()
  readonly #traceIds = new Set<string>()
  readonly #traceKeys = new Set<string>()
  /** Ids of lines that were found before any record. */
  readonly #seeds = new Set<string>()
  isFull = false

  /** Adds lines. A record makes lines related that stand before it. */
  add(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'record' && this.#hasRoom()) this.#addRecord(entry)
    }
    for (const entry of entries) {
      if (entry.kind !== 'record' && this.#hasRoom()) this.#addOther(entry)
    }
  }

  #hasRoom(): boolean {
    this.isFull ||= this.#records.size + this.#others.size >= MAX_LINES
    return !this.isFull
  }

  /** Returns the ids by which more lines can be found. */
  ids(): string[] {
    return [...this.#ids.values()]
  }

  traces(): FoundTrace[] {
    const records = Map.groupBy(inOrder(this.#records.values()), ({ record }) => record.traceId)
    const others = Map.groupBy(inOrder(this.#others.values()), (entry) => this.#traceIdOf(entry))
    const ids = [...new Set([...records.keys(), ...others.keys()])]
    return ids.map((traceId) => ({
      traceId,
      records: records.get(traceId) ?? [],
      others: others.get(traceId) ?? [],
    }))
  }

  #addRecord(entry: RecordEntry): void {
    const { record } = entry
    const traceId = record.traceId
    if (!this.#traceIds.has(traceId) && this.#traceIds.size >= MAX_TRACES) {
      this.isFull = true
      return
    }
    this.#traceIds.add(traceId)
    this.#traceKeys.add(keyOf(traceId))
    // The same line may be in two files.
    this.#records.set(JSON.stringify(record), entry)
    const { requestId, w3cTraceId, xrayTraceId } = record
    for (const id of [traceId, requestId, w3cTraceId, xrayTraceId]) {
      const key = keyOf(typeof id === 'string' ? id : '')
      if (key === '') continue
      this.#ids.set(key, id ?? '')
      if (!this.#traceOf.has(key)) this.#traceOf.set(key, traceId)
    }
  }

  #addOther(entry: JoinedLine): void {
    const { kind, time, message, stream } = entry
    this.#others.set(JSON.stringify([kind, time, message, stream]), entry)
    // Lines without a record lead to one.
    const isAlone = this.#records.size === 0
    for (const id of isAlone ? entry.ids.filter(isJoining) : []) {
      this.#ids.set(keyOf(id.value), id.value)
      this.#seeds.add(keyOf(id.value))
    }
  }

  /** Whether a line shares an id with those that are known. */
  isRelated({ kind, ids }: LogEntry): boolean {
    if (kind !== 'record') return ids.some((id) => isJoining(id) && this.#ids.has(keyOf(id.value)))
    // A retried invocation has the same request id, and the records of a batch the same X-Ray id.
    return ids.some(({ value }) => {
      return this.#seeds.has(keyOf(value)) || this.#traceKeys.has(keyOf(value))
    })
  }

  #traceIdOf({ ids }: JoinedLine): string {
    const joining = ids.filter(isJoining).map(({ value }) => keyOf(value))
    const known = joining.map((key) => this.#traceOf.get(key)).find((id) => id !== undefined)
    return known ?? this.#ids.get(joining[0] ?? '') ?? ''
  }
}

function isJoining({ kind }: EventId): boolean {
  return kind === 'trace' || kind === 'request'
}

function inOrder<T extends LogEntry>(entries: Iterable<T>): T[] {
  return [...entries].sort(({ time: a = 0 }, { time: b = 0 }) => a - b)
}
