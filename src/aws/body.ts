import { classTag } from '../core/lib/class-tag.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { onSettled } from '../core/outcome/settle.ts'

/** How a body ended: after its last byte or event, left by its reader, never read, or with an error. */
export type BodyEnd = 'complete' | 'left' | 'unread' | { readonly error: unknown }

/** Who is told what becomes of a body. */
export interface BodyWatcher {
  /** An event of an event stream. */
  event(event: unknown): void
  /** Called once. */
  end(end: BodyEnd): void
}

type NodeStream = NodeJS.ReadableStream & {
  readonly errored?: unknown
  readonly readableFlowing?: boolean | null
  readonly readableDidRead?: boolean
  readonly _readableState: { readonly ended: boolean }
  /** What a checksum of S3's is checked of. */
  readonly source?: { readonly errored?: unknown; readonly readableEnded?: boolean }
}
type Body = NodeStream | AsyncIterable<unknown>

/** The body that an output streams, if it can be watched: a web stream can't, without another in its place. */
export function bodyOf(output: unknown): Body | undefined {
  return Object.values(output ?? {}).find(isBody)
}

/** Watches a body, which stays the object that it is. What is returned ends it, if nobody has begun to read it. */
export function watchBody(body: Body, watcher: BodyWatcher): () => void {
  let ended = false
  const end = (how: BodyEnd): void => {
    if (ended) return
    ended = true
    watcher.end(how)
  }
  const isUnread = isNodeStream(body)
    ? watchNodeStream(body, end)
    : watchEvents(body, { event: watcher.event, end })
  return () => {
    if (isUnread()) end('unread')
  }
}

function isBody(value: unknown): value is Body {
  if (typeof value !== 'object' || value === null) return false
  const isIterable = typeof (value as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function'
  return isIterable && classTag(value) !== '[object ReadableStream]'
}

function isNodeStream(value: unknown): value is NodeStream {
  return typeof safeGet(safeGet(value, '_readableState'), 'objectMode') === 'boolean'
}

// None of these listeners sets the stream flowing, or makes its error a handled one.
function watchNodeStream(stream: NodeStream, end: BodyWatcher['end']): () => boolean {
  const { errorMonitor } = process.getBuiltinModule('node:events')
  const tell = (how: BodyEnd): void => void guard(() => end(how))
  stream.once('end', () => tell('complete'))
  stream.once(errorMonitor, (error: unknown) => tell(isLeft(stream) ? 'left' : { error }))
  stream.once('close', () => {
    const { errored: error } = stream
    tell(error && !isLeft(stream) ? { error } : 'left')
  })
  return () => stream.readableFlowing === null && stream.readableDidRead === false
}

// Who leaves a `for await` over a response aborts its request, which the response has for a failure.
function isLeft(stream: NodeStream): boolean {
  return (
    safeGet(safeGet(stream, 'req'), 'aborted') === true ||
    safeGet(stream.errored, 'name') === 'AbortError' ||
    (safeGet(stream.errored, 'code') === 'ECONNRESET' && isClosedHere(stream)) ||
    isLeftByFailure(stream)
  )
}

// Or fails with an error of its own, which `pipeline` destroys the body with. Its source then neither
// failed nor was found to be wrong at its end.
function isLeftByFailure({ source, _readableState: { ended: isIntact } }: NodeStream): boolean {
  if (!source) return false
  return isIntact || !(source.readableEnded || source.errored)
}

// So does who aborts it by a signal: its socket then closes before its end, and nothing of it has failed.
// The SDK does the same when nothing comes for as long as `socketTimeout`, so with one it stays an error.
function isClosedHere(stream: NodeStream): boolean {
  const socket = safeGet(stream.source ?? stream, 'socket')
  const failure = safeGet(socket, 'errored') ?? safeGet(socket, '_hadError')
  const isCut = safeGet(socket, 'destroyed') === true && safeGet(socket, 'readableEnded') === false
  return isCut && !failure && !safeGet(socket, 'timeout')
}

function watchEvents(events: AsyncIterable<unknown>, watcher: BodyWatcher): () => boolean {
  const iterate = events[Symbol.asyncIterator]
  let isUnread = true
  const value = (): AsyncIterator<unknown> => {
    isUnread = false
    const iterator = iterate.call(events)
    guard(() => watchIterator(iterator, watcher))
    return iterator
  }
  Object.defineProperty(events, Symbol.asyncIterator, { value, configurable: true, writable: true })
  return () => isUnread
}

function watchIterator(iterator: AsyncIterator<unknown>, { event, end }: BodyWatcher): void {
  const { next, return: leave } = iterator
  const seen = (result: unknown): void =>
    (result as IteratorResult<unknown>).done ? end('complete') : event(safeGet(result, 'value'))
  const failed = (error: unknown): void => end({ error })
  iterator.next = (...args) => onSettled(() => next.apply(iterator, args), seen, failed)
  if (leave === undefined) return
  iterator.return = (value) => {
    guard(() => end('left'))
    return leave.call(iterator, value)
  }
}
