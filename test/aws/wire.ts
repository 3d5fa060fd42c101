import { type Answer, createDualServer } from '../../local/stand-ins/dual-http.ts'
import { listen } from '../../local/stand-ins/stand-in.ts'

/** A request that a client sent. */
export interface WireRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** An AWS endpoint that keeps its requests. */
export interface Wire {
  /** Client options for this endpoint. */
  readonly options: ReturnType<typeof optionsFor>
  readonly requests: readonly WireRequest[]
  /** Returns the last request, with its body parsed as JSON. */
  last(): WireRequest & { readonly json: Record<string, unknown> }
  stop(): Promise<void>
}

/** Starts an endpoint that answers each request with the value of `answer`. */
export async function startWire(
  answer: (request: WireRequest) => Partial<Answer> = () => ({}),
): Promise<Wire> {
  const requests: WireRequest[] = []
  const { url, stop } = await listen(
    createDualServer(async (incoming) => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
      const body = Buffer.concat(chunks).toString()
      const request = { url: incoming.url ?? '', headers: incoming.headers, body }
      requests.push(request)
      const { status = 200, headers = {}, body: answered = '{}' } = answer(request)
      const common = { 'content-type': 'application/json', 'x-amzn-requestid': 'aws-request-1' }
      return { status, headers: { ...common, ...headers }, body: answered }
    }),
  )
  return {
    options: optionsFor(url),
    requests,
    last() {
      const request = requests.at(-1)
      if (request === undefined) throw new Error('nothing was sent')
      return { ...request, json: JSON.parse(request.body || '{}') }
    },
    stop,
  }
}

/** Returns client options for a local endpoint. */
export function optionsFor(endpoint: string) {
  return {
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
    maxAttempts: 3,
    retryMode: 'standard',
  } as const
}
