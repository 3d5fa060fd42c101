import type { ServerResponse } from 'node:http'
import { shownJson } from '../../view/shown-json.ts'
import type { LiveTrace, LiveTraces } from '../live-traces.ts'
import type { RequestSummary } from '../request-summary.ts'

/** A message of the stream. */
export interface RequestsMessage {
  /** Whether the page forgets what it has: another process sent that. */
  readonly isNew: boolean
  readonly requests: readonly RequestSummary[]
}

const TICK_MS = 50
const BATCH = 200
/** A page that reads slower gets later what is new by then. */
const MAX_QUEUED = 256 * 1024
/** Keeps proxies and firewalls from closing a silent stream, and finds pages that are gone. */
const PING_TICKS = 300

/**
 * Sends the requests of a page, and those that change, until the page leaves.
 * @param run names this process in the ids of messages
 * @param lastId the id of the message that the page had before
 * @returns what sends the last changes, and ends the stream
 */
export function streamRequests(
  response: ServerResponse,
  traces: LiveTraces,
  run: string,
  lastId: string | undefined,
): () => void {
  const [lastRun, last] = (lastId ?? '').split('.')
  const isKnown = lastRun === run && /^\d{1,15}$/.test(last ?? '')
  let sent = isKnown ? Number(last) : 0
  let isNew = !isKnown
  let ticks = 0
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'close',
  })
  const send = (): void => {
    ticks += 1
    if (ticks % PING_TICKS === 0) response.write(':\n\n')
    while (response.writableLength < MAX_QUEUED && (isNew || sent < traces.revision)) {
      const changed: LiveTrace[] = traces.changedSince(sent, BATCH)
      sent = changed.at(-1)?.revision ?? traces.revision
      const message: RequestsMessage = { isNew, requests: changed.map((one) => one.summary()) }
      response.write(`id: ${run}.${sent}\ndata: ${shownJson(message)}\n\n`)
      isNew = false
    }
  }
  const timer = setInterval(send, TICK_MS)
  response.on('close', () => clearInterval(timer))
  send()
  return () => {
    send()
    response.end()
  }
}
