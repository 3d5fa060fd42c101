import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { createTraceContext, logRequest, logResponse } from '../../src/next/index.ts'
import type { Service } from './harness.ts'

/** What the service is asked to send on: POST `arguments` to `url`. */
export interface Forward {
  readonly url: string
  readonly arguments: readonly Forward[]
}

/**
 * A service on hoptrace's public API that speaks the protocol of the W3C's test harness, which can be
 * pointed at it: it POSTs each of the calls it is asked for, carrying the trace on.
 * @see https://github.com/w3c/trace-context/tree/main/test
 */
export async function startService(): Promise<Service> {
  const server = createServer(async (request, response) => {
    const headers = new Headers()
    for (const [name, value] of pairs(request.rawHeaders)) headers.append(name, value)
    const trace = createTraceContext({ action: 'conformance', level: 'error', headers })
    logRequest(trace)
    for (const forward of (await json(request)) as Forward[]) {
      await trace.call('http', 'post', () => post(forward, trace.headers()))
    }
    response.end()
    logResponse(trace, { statusCode: response.statusCode })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Node's raw headers, in the order and case in which they came. */
export function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0)
  return names.map((name, index) => [name, rawHeaders[index * 2 + 1] ?? ''])
}

function post({ url, arguments: onward }: Forward, headers: Headers): Promise<Response> {
  headers.set('content-type', 'application/json')
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(onward) })
}
