import { createServer, type ServerResponse } from 'node:http'
import { parseRecord, type RequestRecord } from '../src/lines/record.ts'
import { listen, type StandIn } from './stand-ins/stand-in.ts'
import { type Owner, timelineOf } from './timeline.ts'

/** The records of one run, by their traces. A deployed system has a log service instead. */
export interface TraceStore extends StandIn {
  /** Adds a line of a server's output. Lines that aren't records are skipped. */
  addLine(line: string): void
  /** Waits until everything that began in a trace has ended, at most 5 s. Returns its records. */
  waitForTrace(traceId: string): Promise<readonly RequestRecord[]>
}

const MAX_WAIT_MS = 5_000

/**
 * Keeps records in memory, and serves the steps of a trace at `GET /traces/<id>`. With `userId` and
 * `tenantId` in the query it serves the requests of that user only: 404 if there are none.
 */
export async function startTraceStore(): Promise<TraceStore> {
  const records: RequestRecord[] = []
  const listeners = new Set<() => void>()

  function waitForTrace(traceId: string): Promise<readonly RequestRecord[]> {
    return new Promise((resolve) => {
      const timer = setTimeout(finish, MAX_WAIT_MS).unref()
      const found = (): RequestRecord[] => records.filter((record) => record.traceId === traceId)
      function finish(): void {
        clearTimeout(timer)
        listeners.delete(check)
        resolve(found())
      }
      function check(): void {
        if (isComplete(found())) finish()
      }
      listeners.add(check)
      setImmediate(check)
    })
  }

  // A function's lines are in its pipe before the page's are. Pipes are read in any order, but all that
  // have data are read before the next immediate.
  function notify(): void {
    for (const listener of listeners) listener()
  }

  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://store')
    const [, traceId] = /^\/traces\/([\w-]+)$/.exec(pathname) ?? []
    if (traceId === undefined) response.writeHead(404).end()
    else
      void waitForTrace(traceId).then((found) => sendSteps(response, found, ownerIn(searchParams)))
  })

  return {
    ...(await listen(server)),
    addLine(line) {
      const record = parseRecord(line)
      if (record === undefined) return
      records.push(record)
      setImmediate(notify)
    },
    waitForTrace,
  }
}

/** Whether every request and every step that has started has also ended. */
function isComplete(records: readonly RequestRecord[]): boolean {
  const started = records.filter(
    ({ phase, hopResult }) => phase === 'start' || hopResult === 'start',
  )
  const ended = new Set(records.flatMap(({ result, spanId }) => (result ? [spanId] : [])))
  return started.length > 0 && started.every(({ spanId }) => ended.has(spanId))
}

function ownerIn(query: URLSearchParams): Owner | undefined {
  const [userId, tenantId] = [query.get('userId'), query.get('tenantId')]
  return userId === null || tenantId === null ? undefined : { userId, tenantId }
}

function sendSteps(
  response: ServerResponse,
  records: readonly RequestRecord[],
  owner: Owner | undefined,
): void {
  const steps = timelineOf(records, owner)
  const status = owner !== undefined && steps.length === 0 ? 404 : 200
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ steps }))
}
