import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

/** Under this key, a platform tells Next.js how to make it wait. */
const CONTEXT = Symbol.for('@next/request-context')

/** Makes a platform that freezes the process after each answer wait for a promise. */
export function waitUntil(promise: Promise<unknown>): void {
  guard(() => waitingContext()?.waitUntil?.(promise))
}

/**
 * Makes such a platform wait for the exporters. Elsewhere nothing waits: they send in the background, and
 * need no request of their own for each request.
 */
export function waitForExporters(trace: RequestTrace): void {
  guard(() => {
    const context = waitingContext()
    const flushed = context?.waitUntil && trace.writer.spans?.flush()
    if (flushed) context?.waitUntil?.(flushed)
  })
}

function waitingContext(): WaitingContext | undefined {
  return (safeGet(globalThis, CONTEXT) as RequestContext | undefined)?.get?.()
}

interface RequestContext {
  get?(): WaitingContext | undefined
}

interface WaitingContext {
  waitUntil?(promise: Promise<unknown>): void
}
