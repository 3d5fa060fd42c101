import type { NextFetchEvent, NextRequest } from 'next/server.js'
import type { Trace } from '../core/trace.ts'

/** What a proxy returns. `undefined` and `null` let the request continue. */
// biome-ignore lint/suspicious/noConfusingVoidType: the type of a function without `return`
type ProxyResult = Response | null | undefined | void

/** A proxy with the request's trace as its third argument. */
export type TracedProxy = (
  request: NextRequest,
  event: NextFetchEvent,
  trace: Trace,
) => ProxyResult | Promise<ProxyResult>

/** A proxy as Next.js calls it. */
export type NextProxy = (request: NextRequest, event: NextFetchEvent) => Promise<Response>

/**
 * A proxy of another package whose types don't say that it is one: `auth(callback)` of next-auth has
 * a route's context as its second parameter, and `auth` itself has overloads for everything but a proxy.
 */
export type OtherProxy =
  | ((request: NextRequest, second: never) => ProxyResult | Promise<ProxyResult>)
  | SessionReader

/** Reads the session, or makes a proxy that knows it: `auth` of next-auth. */
interface SessionReader {
  (): Promise<object | null>
  (proxy: () => ProxyResult): (...args: never[]) => unknown
}
