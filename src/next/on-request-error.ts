import { safeGet } from '../core/lib/safe-get.ts'
import { describeError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfThrown } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { resolveOptions } from '../core/settings.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { rememberError, traceOfError } from '../core/trace/context.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { LAYER } from './functions.ts'
import { ownSignal } from './navigation.ts'

/** The request in which an error occurred, as Next.js tells of it. */
export interface FailedRequest {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Where an error occurred, as Next.js tells of it. */
export interface FailedRoute {
  readonly routerKind: string
  /** The route's file, such as `/app/orders/[id]/page`. */
  readonly routePath: string
  readonly routeType: string
}

const LAYERS: Readonly<Record<string, string>> = {
  render: 'server-component',
  action: 'server-action',
  proxy: 'proxy',
  middleware: 'proxy',
}
const DEPTH = 5

/**
 * Writes what Next.js answered with an error, for `instrumentation.ts`. One that a wrapper has
 * written already, with its stack, is referred to under the same trace id.
 *
 * @example
 * export { onRequestError } from 'hoptrace/next'
 */
export function onRequestError(error: unknown, request: FailedRequest, route: FailedRoute): void {
  guard(() => {
    if (ownSignal(error) !== undefined) return
    const { routerKind, routePath, routeType } = route
    const metadata = { method: request.method, path: routePath, routerKind, routeType }
    const trace = writerOf(error)
    if (trace !== undefined) writeAgain(trace, error, metadata)
    else writeFirst(error, request, metadata)
  })
}

/** The trace that has written an error, or what caused it. */
function writerOf(error: unknown): Trace | undefined {
  let cause = error
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const trace = traceOfError(cause)
    if (trace !== undefined) return trace
    cause = safeGet(cause, 'cause')
  }
  return undefined
}

function writeAgain(trace: Trace, error: unknown, metadata: Metadata): void {
  const { message, code, name } = describeError(error)
  // The ending has said the result.
  const outcome = { level: 'info', error: { message, code, name } } as const
  asRequestTrace(trace).logOutcome('Request error, as seen by Next.js', outcome, metadata)
}

function writeFirst(error: unknown, { method, headers }: FailedRequest, metadata: Metadata): void {
  const settings = resolveOptions({}, LAYERS[String(metadata.routeType)] ?? LAYER)
  const action = settings.action ?? `${method} ${metadata.path}`
  const trace = beginTrace({ ...settings, action }, headers)
  rememberError(error, trace)
  trace.logOutcome('Request error', outcomeOfThrown(error), metadata)
}
