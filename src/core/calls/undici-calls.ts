import type { EndCall } from './automatic-call.ts'
import { type Answer, keep, kept, lengthOf, type Outgoing } from './outgoing.ts'

/** A request of undici, which `fetch` uses. */
interface UndiciRequest {
  readonly origin: string | URL
  readonly path: string
  readonly method: string
  /** Names and values in turn. */
  readonly headers: readonly unknown[]
  /** Such as `websocket`. */
  readonly upgrade?: unknown
  addHeader(name: string, value: string): unknown
}

/** What undici reports of a request, each channel with some of the members. */
interface Report {
  readonly request: UndiciRequest
  readonly response: { readonly statusCode: number; readonly headers: readonly unknown[] }
  readonly error: unknown
  readonly chunk: { readonly byteLength: number }
}

interface UndiciCall {
  readonly answer: Answer
  readonly end: EndCall
  counted: number
}

type Listeners = Readonly<Record<string, (report: Report) => void>>

/** Returns what listens to undici's requests. Only the first report comes within the sender's scope. */
export function undiciCalls(begin: (outgoing: Outgoing) => EndCall | undefined): Listeners {
  return {
    'undici:request:create': ({ request }) => {
      const { origin, path, method, headers, upgrade } = request
      // A connection that becomes another one has no end of a request.
      if (upgrade || method === 'CONNECT') return
      const answer: Answer = {}
      const end = begin({
        method,
        origin: `${origin}`,
        path,
        headerLines: linesOf(headers),
        add: (name, value) => request.addHeader(name, value),
        answer: () => answer,
      })
      if (end !== undefined) keep(request, { answer, end, counted: 0 })
    },
    'undici:request:headers': ({ request, response: { statusCode, headers } }) => {
      const call = kept<UndiciCall>(request)
      if (call === undefined) return
      call.answer.statusCode = statusCode
      call.answer.bytes = contentLength(headers)
    },
    // Node 22 reports no chunks.
    'undici:request:bodyChunkReceived': ({ request, chunk }) => {
      const call = kept<UndiciCall>(request)
      if (call === undefined) return
      call.counted += chunk.byteLength
      call.answer.bytes = call.counted
    },
    'undici:request:trailers': ({ request }) => kept<UndiciCall>(request)?.end(),
    'undici:request:error': ({ request, error }) => kept<UndiciCall>(request)?.end(error),
  }
}

function linesOf(headers: readonly unknown[]): string {
  let lines = ''
  for (let at = 0; at < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\n`
  return lines
}

function contentLength(headers: readonly unknown[]): number | undefined {
  const name = 'content-length'
  const at = headers.findIndex(
    // Their bytes, whose length is asked first since to decode them takes time.
    (one) => (one as string).length === name.length && `${one}`.toLowerCase() === name,
  )
  return at < 0 ? undefined : lengthOf(headers[at + 1])
}
