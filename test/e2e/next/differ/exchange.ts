import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

/** A request, as it goes over the wire. */
export interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a server sent back, byte for byte. */
export interface Answer {
  readonly status: string
  /** Name and value of each header, in the order in which they came. */
  readonly headers: readonly (readonly [string, string])[]
  /** One character a byte. */
  readonly body: string
  readonly trailers: NodeJS.Dict<string>
  readonly isWhole: boolean
}

/** Sends a request and reads the answer to its end, also one that breaks off, or never begins. */
export async function exchange(url: string, sent: Sent): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body } = sent
  const outgoing = request(url, {
    method,
    path,
    headers: { host: 'app.example', ...headers, connection: 'close' },
  })
  outgoing.end(body)
  const begun = await once(outgoing, 'response').catch((error: Error) => error)
  if (begun instanceof Error)
    return { status: begun.message, headers: [], body: '', trailers: {}, isWhole: false }
  const [response] = begun as [IncomingMessage]
  const chunks: Buffer[] = []
  response.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise((resolve) => {
    response.on('close', resolve)
    response.on('error', resolve)
  })
  return {
    status: `${response.statusCode} ${response.statusMessage}`,
    headers: pairs(response.rawHeaders),
    body: Buffer.concat(chunks).toString('latin1'),
    trailers: response.trailers,
    isWhole: response.complete,
  }
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] as string] as [string, string]] : [],
  )
}
