import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js'
import { expect, onTestFinished } from 'vitest'

/** What a collector got. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The bytes of the body, as they were sent. */
  readonly bytes: Buffer
  /** The body. */
  // biome-ignore lint/suspicious/noExplicitAny: JSON of OTLP, which the schema checks
  readonly json: any
}

/** What a collector answers: a status with headers and a body, nothing at all, or a broken connection. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'reset'

/** A span in OTLP's JSON, with the members that tests look at. */
export interface SpanJson {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly flags: number
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly KeyValue[]
  readonly events: readonly { name: string; attributes: readonly KeyValue[] }[]
  readonly links: readonly { traceId: string; spanId: string }[]
  readonly status: { code?: number; message?: string }
}
interface KeyValue {
  readonly key: string
  readonly value: Record<string, unknown>
}

// biome-ignore lint/suspicious/noExplicitAny: its types know no message by name
const { trace, logs } = (root as any).opentelemetry.proto.collector
const MESSAGES: Record<string, Message> = {
  '/v1/traces': trace.v1.ExportTraceServiceRequest,
  '/v1/logs': logs.v1.ExportLogsServiceRequest,
}
interface Message {
  fromObject(value: object): unknown
  encode(message: unknown): { finish(): Uint8Array }
  decode(bytes: Uint8Array): unknown
  toObject(message: unknown, options: object): unknown
}

/**
 * Starts a collector that reads what it gets by OpenTelemetry's published schemas, and fails the test if
 * the schemas lose anything of it.
 * @param answer what it answers to its n-th request, from 0. Default: 200
 */
export async function startCollector(
  answer: (n: number) => Answer = () => ({ status: 200 }),
  port = 0,
) {
  const received: Received[] = []
  const problems: unknown[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    const isCompressed = request.headers['content-encoding'] === 'gzip'
    const json = JSON.parse((isCompressed ? gunzipSync(bytes) : bytes).toString())
    const path = request.url ?? ''
    const reply = answer(received.length)
    received.push({ path, headers: request.headers, bytes, json })
    try {
      expect(bySchema(path, json)).toEqual(withoutDefaults(json))
    } catch (error) {
      problems.push(error)
    }
    if (reply === 'reset') request.socket.destroy()
    else if (reply !== 'hang')
      response.writeHead(reply.status, reply.headers).end(reply.body ?? '{}')
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    received,
    close,
    /** All spans, each once: a request that was answered with an error is sent again. */
    spans(): SpanJson[] {
      expect(problems).toEqual([])
      return unique(received.filter(({ path }) => path === '/v1/traces').flatMap(spansIn))
    },
    /** All log records. */
    // biome-ignore lint/suspicious/noExplicitAny: JSON of OTLP, which the schema checks
    logRecords(): any[] {
      expect(problems).toEqual([])
      return received.flatMap(({ json }) =>
        (json.resourceLogs ?? []).flatMap((resource: never) =>
          membersOf(resource, 'scopeLogs', 'logRecords'),
        ),
      )
    },
  }
}

/** The spans of one request. */
export function spansIn({ json }: Pick<Received, 'json'>): SpanJson[] {
  return json.resourceSpans.flatMap((resource: never) => membersOf(resource, 'scopeSpans', 'spans'))
}

function membersOf(resource: Record<string, never[]>, scopes: string, members: string): never[] {
  return (resource[scopes] ?? []).flatMap((scope: Record<string, never[]>) => scope[members] ?? [])
}

function unique(spans: SpanJson[]): SpanJson[] {
  return [...new Map(spans.map((span) => [span.spanId, span])).values()]
}

/** The attributes of a span, an event or a resource, as plain values. */
export function plain(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]))
}

function plainValue(value: Record<string, unknown>): unknown {
  const [[type, one] = []] = Object.entries(value)
  const { values = [] } = Object(one) as { values?: never[] }
  if (type === 'intValue') return Number(one)
  if (type === 'arrayValue') return values.map(plainValue)
  return type === 'kvlistValue' ? plain(values) : one
}

/** Sends JSON through the published schema: what it doesn't know or understand is lost on the way. */
function bySchema(path: string, json: object): unknown {
  const message = MESSAGES[path] as Message
  const bytes = message
    .encode(message.fromObject(replaceIds(json, 'hex', 'base64') as object))
    .finish()
  const read = message.toObject(message.decode(bytes), {
    longs: String,
    enums: Number,
    bytes: String,
  })
  return replaceIds(read, 'base64', 'hex')
}

function replaceIds(value: unknown, from: BufferEncoding, to: BufferEncoding): unknown {
  return JSON.parse(JSON.stringify(value), (key, one) =>
    /^(traceId|spanId|parentSpanId)$/.test(key) ? Buffer.from(one, from).toString(to) : one,
  )
}

function withoutDefaults(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_key, one) =>
    Array.isArray(one) && one.length === 0 ? undefined : one,
  )
}
