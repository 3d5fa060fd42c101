import { isNodeStream, isWebStream } from '../core/lib/streams.ts'
import type { BodyEnd, BodyWatcher } from './body-watcher.ts'
import { watchEventStream } from './event-stream.ts'
import { type NodeBody, watchNodeBody } from './node-body.ts'

type Body = NodeBody | AsyncIterable<unknown>

/** Returns the streaming body of an output, unless it is a web stream, which must not be replaced. */
export function bodyOf(output: unknown): Body | undefined {
  return Object.values(output ?? {}).find(isBody)
}

/**
 * Watches a body. The body stays the same object.
 * @returns a function that ends the body as `unread` if it is still unread
 */
export function watchBody(body: Body, watcher: BodyWatcher): () => void {
  let hasEnded = false
  const onEnd = (end: BodyEnd): void => {
    if (hasEnded) return
    hasEnded = true
    watcher.onEnd(end)
  }
  const isUnread = isNodeStream(body)
    ? watchNodeBody(body, onEnd)
    : watchEventStream(body, { onEvent: watcher.onEvent, onEnd })
  return () => {
    if (isUnread()) onEnd('unread')
  }
}

function isBody(value: unknown): value is Body {
  if (typeof value !== 'object' || value === null) return false
  const isIterable = typeof (value as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function'
  return isIterable && !isWebStream(value)
}
