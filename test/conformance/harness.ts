import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { json, text } from 'node:stream/consumers'
import { type Forward, pairs } from './service.ts'

/** A header as it goes over the wire: any case, any blanks around the value, any number of times. */
export type RawHeader = readonly [name: string, value: string]

/** What the service sent when it was asked to call. */
export interface Callback {
  readonly headers: readonly RawHeader[]
  readonly body: unknown
}

/** Who is asked to make calls. */
export interface Service {
  readonly url: string
  stop(): void | Promise<void>
}

/** Asks a running service to make calls, and keeps what it sends. */
export class Harness {
  readonly #callbacks: Callback[] = []
  readonly #service: Service
  readonly #receiver = createServer(async (request, response) => {
    this.#callbacks.push({ headers: pairs(request.rawHeaders), body: await json(request) })
    response.end()
  })

  private constructor(service: Service) {
    this.#service = service
  }

  static async start(service: Service): Promise<Harness> {
    const harness = new Harness(service)
    await once(harness.#receiver.listen(0, '127.0.0.1'), 'listening')
    return harness
  }

  async stop(): Promise<void> {
    this.#receiver.close()
    this.#receiver.closeAllConnections()
    await this.#service.stop()
  }

  /** Where the service calls back. */
  get callbackUrl(): string {
    const { port } = this.#receiver.address() as AddressInfo
    return `http://127.0.0.1:${port}/callback`
  }

  get serviceUrl(): string {
    return this.#service.url
  }

  /** Sends these headers with these wishes, and returns what the service sent by the time it answered. */
  async ask(headers: readonly RawHeader[], wishes = [this.wish()]): Promise<Callback[]> {
    this.#callbacks.length = 0
    const answer = await postRaw(new URL(this.serviceUrl), headers, JSON.stringify(wishes))
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`the service answered ${answer}`)
    return [...this.#callbacks]
  }

  wish(onward: readonly Forward[] = []): Forward {
    return { url: this.callbackUrl, arguments: onward }
  }
}

// No HTTP client: one would join, trim or rename what is to be sent.
async function postRaw(
  { hostname, port, pathname }: URL,
  headers: readonly RawHeader[],
  body: string,
): Promise<string> {
  const socket = connect(Number(port), hostname)
  const lines = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  return text(socket)
}
