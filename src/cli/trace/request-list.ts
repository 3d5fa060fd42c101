import type { LogEntry } from '../../lines/entry.ts'
import type { RequestRecord } from '../../lines/record.ts'

/** A request to choose from. */
export interface ListedRequest {
  readonly traceId: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** The ending, or another record of the request. */
  readonly record: RequestRecord
}

/** The greatest number of requests that are listed. */
export const MAX_LISTED = 20
/** From how many requests on old ones are forgotten. */
const MAX_KEPT = 5_000

/** Orders requests: the first is the one that is wanted most. */
export type RequestOrder = (a: ListedRequest, b: ListedRequest) => number

const newestFirst: RequestOrder = (a, b) => b.time - a.time

/** Collects one request for each trace: its longest ending, else its last record. */
export class RequestList {
  readonly #requests = new Map<string, ListedRequest>()
  readonly #order: RequestOrder

  constructor(order: RequestOrder = newestFirst) {
    this.#order = order
  }

  add(entry: LogEntry): void {
    if (entry.kind !== 'record') return
    const { record, time = 0 } = entry
    const { traceId } = record
    const known = this.#requests.get(traceId)
    const better =
      known === undefined || rankOf(record) >= rankOf(known.record) ? record : known.record
    this.#requests.set(traceId, { traceId, record: better, time: Math.max(time, known?.time ?? 0) })
    if (this.#requests.size > MAX_KEPT) this.#forget()
  }

  /** Returns the requests, those wanted most first. */
  all(): ListedRequest[] {
    return [...this.#requests.values()].sort(this.#order)
  }

  #forget(): void {
    for (const { traceId } of this.all().slice(MAX_KEPT / 2)) this.#requests.delete(traceId)
  }
}

function rankOf({ phase, duration = 0 }: RequestRecord): number {
  return phase === 'complete' ? duration + 1 : 0
}
