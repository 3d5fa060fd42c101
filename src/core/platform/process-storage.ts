import { AsyncLocalStorage } from 'node:async_hooks'
import { processGlobal } from './process-global.ts'

/** Returns an `AsyncLocalStorage` that all copies of this package in the process share. */
export function processStorage<T>(name: string): AsyncLocalStorage<T> {
  return processGlobal(name, () => new AsyncLocalStorage<T>())
}
