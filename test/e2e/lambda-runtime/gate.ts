import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A service that answers no request until it is opened. Then it answers with the trace id that it got. */
export interface Gate {
  readonly url: string
  /** Waits for so many requests, and returns their headers. */
  arrivals(count: number): Promise<IncomingHttpHeaders[]>
  open(): void
}

/** Starts a gate, which is closed with the test. */
export async function startGate(): Promise<Gate> {
  const arrived: IncomingMessage[] = []
  const emitter = new EventEmitter()
  const opened = once(emitter, 'open')
  const server = createServer(async (request, response) => {
    arrived.push(request)
    emitter.emit('arrival')
    await opened
    response.end(request.headers['x-trace-id'])
  })
  onTestFinished(() => server.close().closeAllConnections())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async arrivals(count) {
      while (arrived.length < count) await once(emitter, 'arrival')
      return arrived.map(({ headers }) => headers)
    },
    open: () => void emitter.emit('open'),
  }
}
