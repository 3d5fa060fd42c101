import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { createServer, type Server, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'

/** A request over HTTP/1.1 or HTTP/2. */
export type DualRequest = IncomingMessage | Http2ServerRequest

/** The response to a request. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<Uint8Array>
}

/** The begin of an HTTP/2 connection. HTTP/1.1 has no such method (RFC 9113, section 3.4). */
const HTTP2_PREFACE = 'PRI '

/** Creates a server for HTTP/1.1 and HTTP/2, both without TLS, on one port. */
export function createDualServer(answer: (request: DualRequest) => Promise<Answer>): Server {
  async function respond(
    request: DualRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> {
    const { status, headers, body } = await answer(request)
    if (response.destroyed) return
    response.statusCode = status
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (typeof body === 'string') response.end(body)
    else await pipeline(body, response).catch(() => response.destroy())
  }

  const http1 = createHttp1(respond)
  const http2 = createHttp2(respond)

  return createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('readable', function chooseVersion() {
      const start: Buffer | null = socket.read(HTTP2_PREFACE.length)
      if (start === null) return
      socket.off('readable', chooseVersion)
      socket.unshift(start)
      const version = start.toString('latin1') === HTTP2_PREFACE ? http2 : http1
      version.emit('connection', socket)
    })
  })
}
