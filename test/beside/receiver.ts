import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came. */
export interface Received {
  readonly path: string
  /** Each header by itself, also one that came twice. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** As Node's HTTP server has them: of a header that came twice, both values in one. */
  readonly joined: Readonly<Record<string, string>>
  readonly body: string
}

/** Keeps the requests that it gets and answers them with an empty object, until `stop()`. */
export async function startReceiver() {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    received.push(readRequest(request, body))
    response.end('{"MessageId":"1"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, received, stop }
}

export function readRequest(
  { url = '', rawHeaders, headers }: IncomingMessage,
  body: string,
): Received {
  const names = rawHeaders.filter((_text, index) => index % 2 === 0)
  return {
    path: url,
    headers: names.map((name, index) => [name.toLowerCase(), rawHeaders[2 * index + 1] ?? '']),
    joined: headers as Record<string, string>,
    body,
  }
}

/** All values of a header, in the order in which they were sent. */
export function valuesOf({ headers }: Received, name: string): string[] {
  return headers.flatMap(([header, value]) => (header === name ? value : []))
}
