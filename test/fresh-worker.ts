import { vi } from 'vitest'

/** Makes the next import of the package a new worker's: it has begun no request. */
export function freshWorker(): void {
  vi.resetModules()
  Reflect.deleteProperty(globalThis, Symbol.for('hoptrace.v1'))
}
