import { parseJson } from '../../lines/json-lines.ts'
import type { RequestRecord } from '../../lines/record.ts'
import type { LiveTrace, LiveTraces } from '../live/live-traces.ts'

/** The new records of a trace that is shown. */
export interface SettledTrace {
  readonly traceId: string
  /** Records as JSON, by their times. */
  readonly lines: readonly string[]
  readonly records: readonly RequestRecord[]
  /** How many records are left out, since the trace has too many. */
  readonly leftOut: number
  /** Whether a request of it has not ended. */
  readonly isRunning: boolean
  /** When its first record came in, in milliseconds since 1970. */
  readonly since: number
}

interface Waiting {
  readonly trace: LiveTrace
  readonly changed: number
  /** Whether its outermost request has ended. `undefined`: not known yet. */
  hasEnded?: boolean
}

/** How long a trace without running requests waits for what other logs have of it. */
export const SETTLE_MS = 1_000
/** How long a trace whose outermost request has ended waits for other endings. */
export const LOST_MS = 5_000
/** Lambda's longest timeout, and then some. */
export const SILENT_MS = 16 * 60_000
/** Traces are looked at before so many new records can displace them. */
const MAX_UNSEEN = 200

/** Passes on traces when nothing more is expected of them. */
export class SettledRequests {
  readonly #traces: LiveTraces
  readonly #now: () => number
  readonly #onSettled: (trace: SettledTrace) => void
  /** By their ids, the longest unchanged first. */
  readonly #waiting = new Map<string, Waiting>()
  readonly #shown = new WeakMap<LiveTrace, number>()
  readonly #since = new WeakMap<LiveTrace, number>()
  #seen = 0

  constructor(
    traces: LiveTraces,
    { now, onSettled }: { now(): number; onSettled(trace: SettledTrace): void },
  ) {
    this.#traces = traces
    this.#now = now
    this.#onSettled = onSettled
  }

  add(record: RequestRecord, text: string): void {
    this.#traces.addRecord(record, text)
    if (this.#traces.revision - this.#seen >= MAX_UNSEEN) this.#look()
  }

  /** Passes on what has settled. To be called a few times a second. */
  tick(): void {
    this.#look()
    for (const waiting of this.#waiting.values()) {
      if (this.#isDue(waiting)) this.#pass(waiting)
    }
  }

  /** Passes on all that is left. */
  end(): void {
    this.#look()
    for (const waiting of this.#waiting.values()) this.#pass(waiting)
  }

  #look(): void {
    const changed = this.#now()
    for (const trace of this.#traces.changedSince(this.#seen, Number.POSITIVE_INFINITY)) {
      const before = this.#waiting.get(trace.traceId)
      if (before !== undefined && before.trace !== trace) this.#pass(before)
      this.#waiting.delete(trace.traceId)
      this.#waiting.set(trace.traceId, { trace, changed })
      if (!this.#since.has(trace)) this.#since.set(trace, changed)
    }
    this.#seen = this.#traces.revision
  }

  #isDue(waiting: Waiting): boolean {
    const { trace, changed } = waiting
    const isDisplaced = this.#traces.get(trace.traceId) !== trace
    const age = this.#now() - changed
    if (isDisplaced || age >= SILENT_MS) return true
    if (!trace.isRunning) return age >= SETTLE_MS
    if (age < LOST_MS) return false
    waiting.hasEnded ??= hasOutermostEnding(parse(trace.lines))
    return waiting.hasEnded
  }

  #pass({ trace }: Waiting): void {
    const { traceId, lines, leftOut, isRunning } = trace
    this.#waiting.delete(traceId)
    const fresh = byTime(lines.slice(this.#shown.get(trace) ?? 0))
    this.#shown.set(trace, lines.length)
    if (fresh.lines.length === 0) return
    const since = this.#since.get(trace) ?? 0
    this.#since.delete(trace)
    this.#onSettled({ traceId, ...fresh, leftOut, isRunning, since })
  }
}

function parse(lines: readonly string[]): RequestRecord[] {
  return lines.map((line) => parseJson(line) as RequestRecord)
}

/** Sorts records by their times: several logs don't arrive in the order in which they were written. */
function byTime(lines: readonly string[]): Pick<SettledTrace, 'lines' | 'records'> {
  const records = parse(lines)
  const sorted = records
    .map((record, index) => ({
      record,
      line: lines[index] ?? '',
      time: Date.parse(record.timestamp),
    }))
    .toSorted((one, other) => one.time - other.time || rankOf(one.record) - rankOf(other.record))
  return { lines: sorted.map(({ line }) => line), records: sorted.map(({ record }) => record) }
}

function rankOf({ phase }: RequestRecord): number {
  if (phase === 'start') return 0
  return phase === 'complete' ? 2 : 1
}

function hasOutermostEnding(records: readonly RequestRecord[]): boolean {
  const spans = new Set(records.map(({ spanId }) => spanId))
  return records.some(
    ({ phase, parentId }) =>
      phase === 'complete' && (parentId === undefined || !spans.has(parentId)),
  )
}
