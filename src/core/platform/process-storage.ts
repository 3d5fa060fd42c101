import { AsyncLocalStorage } from 'node:async_hooks'
import { processGlobal } from './process-global.ts'

/** Returns an `AsyncLocalStorage` that all copies of this package in the process share. */
export function processStorage<T>(name: string): AsyncLocalStorage<T> {
  return processGlobal(name, () => new AsyncLocalStorage<T>())
}

/** Returns a function that runs others in the contexts that hold now, whatever holds where it is called. */
export function inContextsOfNow(): <T>(fn: () => T) => T {
  // The edge runtime has no snapshots.
  return AsyncLocalStorage.snapshot?.() ?? ((fn) => fn())
}
