import { httpAction } from '../core/lib/http-action.ts'
import { describeError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfThrown } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { rememberError, traceOfError } from '../core/trace/written-errors.ts'
import type { Trace } from '../core/trace.ts'
import { findInCauses } from './causes.ts'
import { ownControlFlow } from './control-flow.ts'
import { ROUTE_LAYER } from './options.ts'
import type { UnwrappedRequest, UnwrappedSettings } from './request-error-options.ts'
import { UnwrappedTrace } from './unwrapped-trace.ts'

/** The request in which an error occurred, as Next.js reports it. */
export interface FailedRequest extends UnwrappedRequest {
  readonly method: string
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
/** Next.js waits for its hooks before it answers with the error page. */
const MAX_WAIT_MS = 1_000

/**
 * Writes an error that Next.js reports. Never throws.
 * @param settingsFor returns the settings for a layer
 * @returns a promise if the record waits for `identify`
 */
export function reportRequestError(
  settingsFor: (layer: string) => UnwrappedSettings,
  error: unknown,
  request: FailedRequest,
  route: FailedRoute,
): void | Promise<void> {
  return guard(() => {
    if (ownControlFlow(error) !== undefined) return undefined
    const { routerKind, routePath, routeType } = route
    const metadata = { method: request.method, path: routePath, routerKind, routeType }
    const trace = findInCauses(error, traceOfError)
    if (trace !== undefined) return writeAgain(trace, error, metadata)
    const unwrapped = settingsFor(LAYER_OF_ROUTE_TYPE[routeType] ?? ROUTE_LAYER)
    return writeFirst(unwrapped, error, request, metadata)
  })
}

function writeAgain(trace: Trace, error: unknown, metadata: Metadata): void {
  const { message, code, name } = describeError(error)
  // No result: the ending has it.
  const outcome = { level: 'info', error: { message, code, name } } as const
  asRequestTrace(trace).logOutcome('Request error, as seen by Next.js', outcome, metadata)
}

function writeFirst(
  { settings, identify }: UnwrappedSettings,
  error: unknown,
  request: FailedRequest,
  metadata: Metadata,
): void | Promise<void> {
  const action = settings.action ?? httpAction(metadata)
  const trace = new UnwrappedTrace({ ...settings, action }, request.headers)
  rememberError(error, trace)
  const write = (): void => trace.fail('Request error', outcomeOfThrown(error), metadata)
  const identified = identify && identifyBy(trace, () => identify(request))
  return identified instanceof Promise ? settledSoon(identified).then(write) : write()
}

/** Waits for a promise to settle, at most a second. */
function settledSoon(promise: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS)
    const finish = (): void => {
      clearTimeout(timer)
      resolve()
    }
    promise.then(finish, finish)
  })
}
