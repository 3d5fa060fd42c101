import { guard } from '../outcome/guard.ts'
import { builtin } from '../platform/node.ts'
import type { EndCall } from './automatic-call.ts'
import { keep, kept, lengthOf, type Outgoing } from './outgoing.ts'

/** The members of a request of `node:http` that are used. */
interface ClientRequest {
  readonly method: string
  readonly protocol: string
  readonly host: string
  readonly path: string
  readonly headersSent: boolean
  /** The answer, once it has begun. */
  readonly res?: {
    readonly statusCode: number
    readonly headers: Readonly<Record<string, string | undefined>>
    /** Whether all of it has come. */
    readonly complete: boolean
    readonly errored: unknown
  }
  getHeaders(): Readonly<Record<string, unknown>>
  setHeader(name: string, value: string): unknown
  once(event: string | symbol, listener: (error: unknown) => void): unknown
}

type Listeners = Readonly<Record<string, (report: { readonly request: ClientRequest }) => void>>

/** Returns what listens to the requests of `node:http` and `node:https`. */
export function httpCalls(begin: (outgoing: Outgoing) => EndCall | undefined): Listeners {
  const listen = (request: ClientRequest, isEarly: boolean): void => {
    if (kept(request)) return
    keep(request, true)
    const headers = request.getHeaders()
    // A connection that becomes another one has no end of a request.
    if (request.method === 'CONNECT' || headers.upgrade !== undefined) return
    const end = begin(outgoingOf(request, headers, isEarly && !request.headersSent))
    if (end !== undefined) endOnClose(request, end)
  }
  return {
    'http.client.request.created': ({ request }) => listen(request, true),
    // The first report of Node before 22.12: the headers are sent.
    'http.client.request.start': ({ request }) => listen(request, false),
  }
}

function outgoingOf(
  request: ClientRequest,
  headers: Readonly<Record<string, unknown>>,
  takesHeaders: boolean,
): Outgoing {
  const { method, protocol, path, host } = request
  return {
    method,
    origin: `${protocol}//${headers.host ?? host}`,
    path,
    headerLines: Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
    add: takesHeaders ? (name, value) => request.setHeader(name, value) : undefined,
    answer: () => {
      const { statusCode, headers } = request.res ?? {}
      return { statusCode, bytes: lengthOf(headers?.['content-length']) }
    },
  }
}

function endOnClose(request: ClientRequest, end: EndCall): void {
  const errorMonitor = builtin((get) => get('node:events').errorMonitor) ?? ''
  // Before the listeners of the sender, who may end the request with it.
  request.once(errorMonitor, (error) => guard(() => end(error)))
  request.once('close', () =>
    guard(() => end(request.res?.errored ?? undefined, request.res?.complete)),
  )
}
