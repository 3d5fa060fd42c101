import { currentScope } from './context.ts'
import { harmless } from './emit.ts'
import { resolveOptions, type Settings } from './options.ts'
import { RequestTrace } from './request-trace.ts'
import type { Trace } from './trace.ts'

/**
 * The request that the running code belongs to. Outside of one, a detached trace that still runs
 * what it is given, and writes records without ids.
 */
export function currentTrace(): Trace {
  return currentScope()?.trace ?? detachedTrace()
}

/** The engine behind a trace: what adapters steer, and users don't see. */
export function engineOf(trace: Trace): RequestTrace {
  return trace as RequestTrace
}

const DEFAULTS: Settings = { service: 'unknown', layer: 'process', level: 'info', format: 'json' }

function detachedTrace(): Trace {
  return new RequestTrace(harmless(() => resolveOptions({}, DEFAULTS.layer)) ?? DEFAULTS)
}
