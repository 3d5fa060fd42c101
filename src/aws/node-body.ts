import { safeGet } from '../core/lib/safe-get.ts'
import type { NodeStream } from '../core/lib/streams.ts'
import { guard } from '../core/outcome/guard.ts'
import type { BodyEnd, BodyWatcher } from './body-watcher.ts'

/** The body of an HTTP answer. */
export type NodeBody = NodeStream & {
  /** The stream whose checksum this one verifies, if it is a checksum stream of S3. */
  readonly source?: { readonly errored?: unknown; readonly readableEnded?: boolean }
}

/**
 * Watches a Node stream. None of the listeners makes it flow, or counts as a handler of its errors.
 * @returns a function that returns whether the stream is still unread
 */
export function watchNodeBody(body: NodeBody, onEnd: BodyWatcher['onEnd']): () => boolean {
  const { errorMonitor } = process.getBuiltinModule('node:events')
  const report = (end: BodyEnd): void => void guard(() => onEnd(end))
  body.once('end', () => report('complete'))
  body.once(errorMonitor, (error: unknown) => report(isAborted(body) ? 'aborted' : { error }))
  body.once('close', () => {
    const { errored: error } = body
    report(error && !isAborted(body) ? { error } : 'aborted')
  })
  return () => body.readableFlowing === null && body.readableDidRead === false
}

/** Whether the reader has left the body, as opposed to the body having failed. */
function isAborted(body: NodeBody): boolean {
  return (
    // Leaving a `for await` over the body aborts the request, which the body reports as an error.
    safeGet(safeGet(body, 'req'), 'aborted') === true ||
    safeGet(body.errored, 'name') === 'AbortError' ||
    (safeGet(body.errored, 'code') === 'ECONNRESET' && isClosedByReader(body)) ||
    isDestroyedByReader(body)
  )
}

// A reader that fails in a `pipeline` destroys the body with its own error. Then the source has
// neither failed nor ended with a wrong checksum.
function isDestroyedByReader({ source, _readableState: { ended: isIntact } }: NodeBody): boolean {
  if (!source) return false
  return isIntact || !(source.readableEnded || source.errored)
}

// A reader that aborts by a signal closes the socket before its end, without an error on it. So
// does the SDK after `socketTimeout`: a body whose socket has a timeout counts as failed.
function isClosedByReader(body: NodeBody): boolean {
  const socket = safeGet(body.source ?? body, 'socket')
  const failure = safeGet(socket, 'errored') ?? safeGet(socket, '_hadError')
  const isCut = safeGet(socket, 'destroyed') === true && safeGet(socket, 'readableEnded') === false
  return isCut && !failure && !safeGet(socket, 'timeout')
}
