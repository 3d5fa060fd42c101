import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { json, text } from 'node:stream/consumers'
import { createService, type Forward, pairs } from './service.ts'

/** A header as it goes over the wire: any case, any blanks around the value, any number of times. */
export type RawHeader = readonly [name: string, value: string]

/** What the service sent when it was asked to call. */
export interface Callback {
  readonly headers: readonly RawHeader[]
  readonly body: unknown
}

/** Asks a running service to make calls, and keeps what it sends. */
export class Harness {
  readonly #callbacks: Callback[] = []
  readonly #service = createService()
  readonly #receiver = createServer(async (request, response) => {
    this.#callbacks.push({ headers: pairs(request.rawHeaders), body: await json(request) })
    response.end()
  })

  async start(): Promise<void> {
    for (const server of [this.#service, this.#receiver]) {
      await once(server.listen(0, '127.0.0.1'), 'listening')
    }
  }

  stop(): void {
    for (const server of [this.#service, this.#receiver]) {
      server.close()
      server.closeAllConnections()
    }
  }

  /** Where the service calls back. */
  get callbackUrl(): string {
    return `http://127.0.0.1:${portOf(this.#receiver)}/callback`
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${portOf(this.#service)}/`
  }

  /** Sends these headers with these wishes, and returns what the service sent by the time it answered. */
  async ask(headers: readonly RawHeader[], wishes = [this.wish()]): Promise<Callback[]> {
    this.#callbacks.length = 0
    const answer = await postRaw(portOf(this.#service), headers, JSON.stringify(wishes))
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`the service answered ${answer}`)
    return [...this.#callbacks]
  }

  wish(onward: readonly Forward[] = []): Forward {
    return { url: this.callbackUrl, arguments: onward }
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

// No HTTP client: one would join, trim or rename what is to be sent.
async function postRaw(port: number, headers: readonly RawHeader[], body: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const lines = [
    'POST / HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  return text(socket)
}
