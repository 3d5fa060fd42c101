import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that remembers the headers of its last request. */
export interface HeaderServer {
  readonly url: string
  readonly received: IncomingHttpHeaders
  close(): void
}

/** Starts a server that answers all requests with 200. */
export async function startHeaderServer(): Promise<HeaderServer> {
  let received: IncomingHttpHeaders = {}
  const server = createServer((request, response) => {
    received = request.headers
    response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received
    },
    close: () => void server.close(),
  }
}
