import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Call {
  readonly path: string
  readonly method: string | undefined
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

/** A service that an app's routes call, and the requests that it received. */
export interface Upstream {
  readonly url: string
  readonly calls: readonly Call[]
  stop(): Promise<void>
}

/** Starts a service that answers every request with `{}`. */
export async function startUpstream(): Promise<Upstream> {
  const calls: Call[] = []
  const server = createServer(async (request, response) => {
    const { url: path = '', method, headers } = request
    const body = Buffer.concat(await request.toArray()).toString()
    calls.push({ path, method, body, headers })
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
