import { createServer, type ServerResponse } from 'node:http'
import { parseRecord, type RequestRecord } from '../src/cli/trace/records.ts'
import { listen, type StandIn } from './stand-ins/stand-in.ts'
import { timelineOf } from './timeline.ts'

/** The records of one run by their traces: what a log service is to a deployed system. */
export interface TraceStore extends StandIn {
  /** Takes a line of a server's output; a line that is no record is passed over. */
  take(line: string): void
  /** The records of a trace, once all that began in it has ended; after a while, those that have come. */
  whole(traceId: string): Promise<readonly RequestRecord[]>
}

const PATIENCE_MS = 5_000

/** Keeps records in memory, and answers `GET /traces/<id>` with the steps of a trace. */
export async function startTraceStore(): Promise<TraceStore> {
  const records: RequestRecord[] = []
  const listeners = new Set<() => void>()

  function whole(traceId: string): Promise<readonly RequestRecord[]> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, PATIENCE_MS).unref()
      const of = (): RequestRecord[] => records.filter((record) => record.traceId === traceId)
      function done(): void {
        clearTimeout(timer)
        listeners.delete(look)
        resolve(of())
      }
      function look(): void {
        if (isWhole(of())) done()
      }
      listeners.add(look)
      setImmediate(look)
    })
  }

  // A function's lines are in its pipe before the page's are; but the pipes are read in any order, all
  // that have something before the next immediate.
  function tell(): void {
    for (const listener of listeners) listener()
  }

  const server = createServer(({ url = '' }, response) => {
    const [, traceId] = /^\/traces\/([\w-]+)$/.exec(url) ?? []
    if (traceId === undefined) response.writeHead(404).end()
    else void whole(traceId).then((found) => sendSteps(response, found))
  })

  return {
    ...(await listen(server)),
    take(line) {
      const record = parseRecord(line)
      if (record === undefined) return
      records.push(record)
      setImmediate(tell)
    },
    whole,
  }
}

/** Whether the request, and each step that was announced, has ended. */
function isWhole(records: readonly RequestRecord[]): boolean {
  const begun = records.filter(({ phase, hopResult }) => phase === 'start' || hopResult === 'start')
  const ended = new Set(records.flatMap(({ result, spanId }) => (result ? [spanId] : [])))
  return begun.length > 0 && begun.every(({ spanId }) => ended.has(spanId))
}

function sendSteps(response: ServerResponse, records: readonly RequestRecord[]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ steps: timelineOf(records) }))
}
