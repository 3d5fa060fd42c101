import type { PlatformEntry, RecordEntry } from '../../lines/entry.ts'
import { DEADLINE_NOTE, withPlatformEndings } from '../trace/platform-endings.ts'

/** What is known of one invocation. */
interface Invocation {
  /** Starts without an ending, and endings without a start. */
  readonly records: RecordEntry[]
  readonly lines: PlatformEntry[]
}

/** How many invocations are waited for. */
const MAX_INVOCATIONS = 5_000
const MAX_RECORDS = 1_000
const MAX_LINES = 20

/** Finds the endings of requests that Lambda ended before they could write one, from its own lines. */
export class Invocations {
  /** By their request ids, the oldest first. */
  readonly #invocations = new Map<string, Invocation>()

  /** Notes a record. Returns the endings that are known with it. */
  add(entry: RecordEntry): RecordEntry[] {
    const { requestId, phase, message } = entry.record
    const isNoted = phase === 'start' || phase === 'complete' || message === DEADLINE_NOTE
    if (requestId === undefined || !isNoted) return []
    return this.#note(requestId, ({ records }) => noteRecord(records, entry))
  }

  /** Notes a line of Lambda. Returns the endings that are known with it. */
  endedBy(entry: PlatformEntry): RecordEntry[] {
    const { requestId, type } = entry
    if (requestId === undefined || type === 'start') return []
    return this.#note(requestId, ({ lines }) => {
      if (lines.length < MAX_LINES) lines.push(entry)
    })
  }

  #note(requestId: string, add: (invocation: Invocation) => void): RecordEntry[] {
    const invocation = this.#invocations.get(requestId) ?? { records: [], lines: [] }
    add(invocation)
    this.#invocations.set(requestId, invocation)
    for (const oldest of this.#invocations.keys()) {
      if (this.#invocations.size <= MAX_INVOCATIONS) break
      this.#invocations.delete(oldest)
    }
    if (invocation.lines.length === 0) return []
    const { records, lines } = invocation
    const all = withPlatformEndings({ traceId: '', records, others: lines }).records
    const endings = all.slice(records.length)
    records.push(...endings)
    return endings
  }
}

function noteRecord(records: RecordEntry[], entry: RecordEntry): void {
  const { phase, spanId } = entry.record
  const start = records.findIndex(({ record }) => {
    return record.phase === 'start' && record.spanId === spanId
  })
  if (phase === 'complete' && start !== -1) records.splice(start, 1)
  else if (records.length < MAX_RECORDS) records.push(entry)
}
