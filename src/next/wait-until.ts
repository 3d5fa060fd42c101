import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'

/** Under this key, a platform tells Next.js how to make it wait. */
const CONTEXT = Symbol.for('@next/request-context')

/** Makes a platform that freezes the process after each answer wait for a promise. */
export function waitUntil(promise: Promise<unknown>): void {
  guard(() => {
    const context = safeGet(globalThis, CONTEXT) as RequestContext | undefined
    context?.get?.()?.waitUntil?.(promise)
  })
}

interface RequestContext {
  get?(): { waitUntil?(promise: Promise<unknown>): void } | undefined
}
