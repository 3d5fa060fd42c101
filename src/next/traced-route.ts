import type { Trace } from '../core/trace.ts'

/** The second argument of a route handler. */
export interface RouteContext {
  // biome-ignore lint/suspicious/noExplicitAny: Next.js types the params by the route's file, which is not known here
  readonly params: Promise<any>
}

/** A route handler with the request's trace as its third argument. */
export type TracedRouteHandler<Req, Context> = (
  request: Req,
  context: Context,
  trace: Trace,
) => Response | Promise<Response>

/** A traced route, as Next.js calls it. One whose handler takes no context may be called without. */
export type TracedRoute<Req, Context, Handler> = [Handler] extends [(request: Req) => unknown]
  ? {
      (request: Req): Promise<Response>
      // The last signature is the one that Next.js checks.
      (request: Req, context: Context): Promise<Response>
    }
  : (request: Req, context: Context) => Promise<Response>

/**
 * A route handler that returns nothing in one of its branches, as `auth()` of next-auth makes them.
 * One that never returns a response is refused.
 */
// biome-ignore-start lint/suspicious/noConfusingVoidType: the type of a function without `return`
export type MaybeResponding<Req, Context, Result extends Response | void> = ((
  request: Req,
  context: Context,
) => Result | Promise<Result>) &
  ([Result] extends [void] ? never : unknown)
// biome-ignore-end lint/suspicious/noConfusingVoidType: the type of a function without `return`
