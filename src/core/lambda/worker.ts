import { AsyncLocalStorage } from 'node:async_hooks'
import { ticks } from '../platform/clock.ts'
import { processGlobal } from '../platform/process-global.ts'

/** What all copies of this package in one worker of a function share. */
export const worker = processGlobal('worker', () => ({
  /** When the first copy was loaded, in `ticks()`. */
  loadedAt: ticks(),
  /** Whether a request has begun. */
  isWarm: false,
  /** The context object of the running invocation, on hosts that hide it from their handlers. */
  contexts: new AsyncLocalStorage<unknown>(),
}))
