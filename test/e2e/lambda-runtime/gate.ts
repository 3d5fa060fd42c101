import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A service that answers nobody before it is opened; then, everybody with the trace id that they sent. */
export interface Gate {
  readonly url: string
  /** The headers of those who came, once there are so many. */
  arrivals(count: number): Promise<IncomingHttpHeaders[]>
  open(): void
}

/** Opens a gate's port, closed with the test. */
export async function startGate(): Promise<Gate> {
  const arrived: IncomingMessage[] = []
  const news = new EventEmitter()
  const opened = once(news, 'open')
  const server = createServer(async (request, response) => {
    arrived.push(request)
    news.emit('arrival')
    await opened
    response.end(request.headers['x-trace-id'])
  })
  onTestFinished(() => server.close().closeAllConnections())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async arrivals(count) {
      while (arrived.length < count) await once(news, 'arrival')
      return arrived.map(({ headers }) => headers)
    },
    open: () => void news.emit('open'),
  }
}
