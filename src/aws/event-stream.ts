import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { onSettled } from '../core/outcome/settle.ts'
import type { BodyWatcher } from './body-watcher.ts'

/**
 * Watches an event stream through the iterators that its readers get.
 * @returns a function that returns whether the stream is still unread
 */
export function watchEventStream(
  events: AsyncIterable<unknown>,
  watcher: BodyWatcher,
): () => boolean {
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

function watchIterator(iterator: AsyncIterator<unknown>, { onEvent, onEnd }: BodyWatcher): void {
  const { next, return: leave } = iterator
  const onNext = (result: unknown): void =>
    (result as IteratorResult<unknown>).done ? onEnd('complete') : onEvent(safeGet(result, 'value'))
  const onFailed = (error: unknown): void => onEnd({ error })
  iterator.next = (...args) => onSettled(() => next.apply(iterator, args), onNext, onFailed)
  if (leave === undefined) return
  iterator.return = (value) => {
    guard(() => onEnd('aborted'))
    return leave.call(iterator, value)
  }
}
