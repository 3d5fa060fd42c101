import { isObject } from '../lib/is-object.ts'
import { processGlobal } from '../platform/process-global.ts'
import type { Trace } from '../trace.ts'

const errors = processGlobal('errors', () => new WeakMap<object, Trace>())

/** Remembers which trace has written an error. */
export function rememberError(error: unknown, trace: Trace): void {
  if (isObject(error)) errors.set(error, trace)
}

/** Returns the trace that has written an error. */
export function traceOfError(error: unknown): Trace | undefined {
  return isObject(error) ? errors.get(error) : undefined
}
