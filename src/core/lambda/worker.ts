import type { AsyncLocalStorage } from 'node:async_hooks'
import { ticks } from '../platform/clock.ts'
import { processGlobal } from '../platform/process-global.ts'

/** A process that runs a function, as all copies of this package in it know it. */
interface Worker {
  /** When the first copy was loaded, in `ticks()`. */
  readonly loadedAt: number
  /** Whether a request has begun. */
  isWarm: boolean
  /** The context object of the running invocation, if somebody hands it on. */
  contexts?: AsyncLocalStorage<unknown> | undefined
}

export const worker = processGlobal('worker', (): Worker => ({ loadedAt: ticks(), isWarm: false }))
