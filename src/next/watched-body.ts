import type { RequestTrace } from '../core/trace/request-trace.ts'
import { serverRequest } from './server-request.ts'

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
  return serverRequest() === undefined ? copiedBody(body, watch) : pipedBody(body, watch)
}

/** Without a second stream, which would cost a third of what tracing a request does. */
function pipedBody(
  body: ReadableStream<Uint8Array>,
  { trace, onFailed }: BodyWatch,
): ReadableStream<Uint8Array> {
  const { pipeTo } = body
  body.pipeTo = (destination, options) => {
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
