import { harmless } from '../core/harmless.ts'
import { member } from '../core/member.ts'
import { settle } from '../core/settle.ts'
import { tagOf } from '../core/tag.ts'

/** How a body ended: after its last byte or event, left by its reader, or with an error. */
export type BodyEnd = 'complete' | 'left' | { readonly error: unknown }

/** Who is told what becomes of a body. */
export interface BodyWatcher {
  /** An event of an event stream. */
  event(event: unknown): void
  /** Called once. */
  end(end: BodyEnd): void
}

type NodeStream = NodeJS.ReadableStream & { readonly errored?: unknown }

/** Watches the body that an output streams, which stays the object that it is; false when it has none. */
export function watchBody(output: unknown, watcher: BodyWatcher): boolean {
  const body = Object.values(output ?? {}).find(isBody)
  if (body === undefined) return false
  let ended = false
  const end = (how: BodyEnd): void => {
    if (ended) return
    ended = true
    harmless(() => watcher.end(how))
  }
  if (isNodeStream(body)) watchNodeStream(body, end)
  else watchEvents(body, { event: watcher.event, end })
  return true
}

function isBody(value: unknown): value is NodeStream | AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null) return false
  // A web stream can't be watched without another in its place.
  const isWeb = tagOf(value) === '[object ReadableStream]'
  return !isWeb && typeof (value as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function'
}

function isNodeStream(value: unknown): value is NodeStream {
  return typeof member(member(value, '_readableState'), 'objectMode') === 'boolean'
}

// None of these listeners sets the stream flowing, or makes its error a handled one.
function watchNodeStream(stream: NodeStream, end: BodyWatcher['end']): void {
  const { errorMonitor } = process.getBuiltinModule('node:events')
  stream.once('end', () => end('complete'))
  stream.once(errorMonitor, (error: unknown) => end(isLeft(stream) ? 'left' : { error }))
  stream.once('close', () =>
    end(stream.errored && !isLeft(stream) ? { error: stream.errored } : 'left'),
  )
}

// Who leaves a `for await` over a response aborts its request, which the response has for a failure.
function isLeft(stream: NodeStream): boolean {
  return (
    member(member(stream, 'req'), 'aborted') === true ||
    member(stream.errored, 'name') === 'AbortError'
  )
}

function watchEvents(events: AsyncIterable<unknown>, watcher: BodyWatcher): void {
  const iterate = events[Symbol.asyncIterator]
  const value = (): AsyncIterator<unknown> => {
    const iterator = iterate.call(events)
    harmless(() => watchIterator(iterator, watcher))
    return iterator
  }
  Object.defineProperty(events, Symbol.asyncIterator, { value, configurable: true, writable: true })
}

function watchIterator(iterator: AsyncIterator<unknown>, { event, end }: BodyWatcher): void {
  const { next, return: leave } = iterator
  const seen = (result: unknown): void =>
    (result as IteratorResult<unknown>).done ? end('complete') : event(member(result, 'value'))
  const failed = (error: unknown): void => end({ error })
  iterator.next = (...args) => settle(() => next.apply(iterator, args), seen, failed)
  if (leave === undefined) return
  iterator.return = (value) => {
    end('left')
    return leave.call(iterator, value)
  }
}
