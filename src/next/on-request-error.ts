import { describeError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfThrown } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { resolveOptions } from '../core/settings.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { rememberError, traceOfError } from '../core/trace/context.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { findInCauses } from './causes.ts'
import { ownControlFlow } from './control-flow.ts'
import { ROUTE_LAYER } from './options.ts'

/** The request in which an error occurred, as Next.js reports it. */
export interface FailedRequest {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Where an error occurred, as Next.js reports it. */
export interface FailedRoute {
  /** `App Router` or `Pages Router`. */
  readonly routerKind: string
  /** The route's file, such as `/app/orders/[id]/page`. */
  readonly routePath: string
  /** `render`, `route`, `action`, `proxy` or `middleware`. */
  readonly routeType: string
}

/** The layer for each `routeType` that is no route. */
const LAYER_OF_ROUTE_TYPE: Readonly<Record<string, string>> = {
  render: 'server-component',
  action: 'server-action',
  proxy: 'proxy',
  middleware: 'proxy',
}

/**
 * Writes errors that Next.js answered, such as those of pages and of routes that are not wrapped. An
 * error that a wrapper has written is written once more, under the same trace id and without its
 * stack. `instrumentation.ts` exports this hook.
 *
 * @param error what was thrown
 * @param request the request, as Next.js reports it
 * @param route where the error occurred, as Next.js reports it
 *
 * @example
 * export { onRequestError } from 'hoptrace/next'
 */
export function onRequestError(error: unknown, request: FailedRequest, route: FailedRoute): void {
  guard(() => {
    if (ownControlFlow(error) !== undefined) return
    const { routerKind, routePath, routeType } = route
    const metadata = { method: request.method, path: routePath, routerKind, routeType }
    const trace = findInCauses(error, traceOfError)
    if (trace !== undefined) writeAgain(trace, error, metadata)
    else writeFirst(error, request, metadata)
  })
}

function writeAgain(trace: Trace, error: unknown, metadata: Metadata): void {
  const { message, code, name } = describeError(error)
  // No result: the ending has it.
  const outcome = { level: 'info', error: { message, code, name } } as const
  asRequestTrace(trace).logOutcome('Request error, as seen by Next.js', outcome, metadata)
}

function writeFirst(error: unknown, { method, headers }: FailedRequest, metadata: Metadata): void {
  const layer = LAYER_OF_ROUTE_TYPE[String(metadata.routeType)] ?? ROUTE_LAYER
  const settings = resolveOptions({}, layer)
  const action = settings.action ?? `${method} ${metadata.path}`
  const trace = beginTrace({ ...settings, action }, headers)
  rememberError(error, trace)
  trace.logOutcome('Request error', outcomeOfThrown(error), metadata)
}
