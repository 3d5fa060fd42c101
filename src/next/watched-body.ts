import { node } from '../core/platform/node.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { type ServerRequest, serverRequest } from './server-request.ts'

/** What happens with a body. */
interface BodyWatch {
  readonly trace: RequestTrace
  /** Called if the body's producer fails. */
  onFailed(error: unknown): void
}

/**
 * Returns a stream of the same chunks. Each is produced when its reader asks for it, and as part of
 * the request: the reader of a response runs outside of it.
 */
export function watchedBody(
  body: ReadableStream<Uint8Array>,
  watch: BodyWatch,
): ReadableStream<Uint8Array> {
  // Next.js pipes it in a server of Node's. Elsewhere, native code reads the stream itself.
  const server = serverRequest()
  return server === undefined ? copiedBody(body, watch) : pipedBody(body, watch, server)
}

/** Without a second stream, which would cost a third of what tracing a request does. */
function pipedBody(
  body: ReadableStream<Uint8Array>,
  { trace, onFailed }: BodyWatch,
  { response }: ServerRequest,
): ReadableStream<Uint8Array> {
  const { pipeTo } = body
  body.pipeTo = (destination, options) => {
    sendTogether(response)
    return trace
      .run(() => pipeTo.call(body, destination, options))
      .catch((error: unknown) => {
        // Next.js stops it when the client leaves.
        if (!options?.signal?.aborted) onFailed(error)
        throw error
      })
  }
  return body
}

/**
 * Makes one system call of all that is written to a socket until the running tick ends: of the headers
 * and a body that is whole.
 */
function sendTogether(response: ServerRequest['response']): void {
  const { socket } = response
  if (socket === null || node === undefined) return
  socket.cork()
  node.nextTick(() => socket.uncork())
  // A body that fails in the same tick: its client gets what came before.
  const { destroy } = response
  response.destroy = (error) => {
    socket.uncork()
    return destroy.call(response, error)
  }
}

function copiedBody(
  body: ReadableStream<Uint8Array>,
  { trace, onFailed }: BodyWatch,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await trace.run(() => reader.read())
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          onFailed(error)
          throw error
        }
      },
      cancel: (reason) => trace.run(() => reader.cancel(reason)),
    },
    { highWaterMark: 0 },
  )
}
