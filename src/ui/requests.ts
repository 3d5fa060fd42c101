import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import type { RequestsMessage } from '../cli/live/server/event-stream.ts'
import { fileData } from './page-data.ts'
import { apiUrl } from './place.ts'

const MAX_REQUESTS = 10_000

/** The state of the connection. `refused` is final: the server has another token. */
export const connection: Signal<'connecting' | 'open' | 'lost' | 'refused'> = signal('connecting')

/** The requests by their ids, in the order of their last change. Replaced with each change. */
const known: Signal<ReadonlyMap<string, RequestSummary>> = signal(
  new Map(fileData?.traces.map(({ summary }) => [summary.traceId, summary])),
)

/** All requests, the newest first. */
export const requests: ReadonlySignal<readonly RequestSummary[]> = computed(() =>
  [...known.value.values()].sort((a, b) => b.begin - a.begin),
)

/** Returns a request. */
export function requestOf(id: string): RequestSummary | undefined {
  return known.value.get(id)
}

let source: EventSource | undefined
let lastId = ''

/**
 * Keeps the requests up to date while the page is visible. A browser has only six connections to a host:
 * more pages than that would wait for each other.
 */
export function followRequests(): void {
  const update = (): void => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', update)
  update()
}

function open(): void {
  if (source !== undefined) return
  const events = new EventSource(apiUrl('events', lastId === '' ? {} : { since: lastId }))
  source = events
  events.onopen = () => {
    connection.value = 'open'
  }
  events.onerror = () => {
    // After an answer that is no stream, a browser doesn't try again.
    connection.value = events.readyState === EventSource.CLOSED ? 'refused' : 'lost'
  }
  events.onmessage = ({ data, lastEventId }) => {
    lastId = lastEventId
    receive(JSON.parse(data))
  }
}

function close(): void {
  source?.close()
  source = undefined
}

function receive({ isNew, requests: changed }: RequestsMessage): void {
  const next = new Map(isNew ? [] : known.value)
  for (const request of changed) {
    next.delete(request.traceId)
    next.set(request.traceId, request)
  }
  for (const id of next.keys()) {
    if (next.size <= MAX_REQUESTS) break
    next.delete(id)
  }
  known.value = next
}
