import { httpAction } from '../core/lib/http-action.ts'
import { describeError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfThrown } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { endWithError } from '../core/trace/request-ending.ts'
import { rememberError, traceOfError } from '../core/trace/written-errors.ts'
import type { Trace } from '../core/trace.ts'
import { findInCauses } from './causes.ts'
import { ownControlFlow } from './control-flow.ts'
import { whenIdentified } from './identified.ts'
import { PAGE_LAYER, ROUTE_LAYER } from './options.ts'
import type { UnwrappedRequest, UnwrappedSettings } from './request-error-options.ts'
import { type ServerRequest, serverRequest } from './server-request.ts'
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
  render: PAGE_LAYER,
  action: 'server-action',
  proxy: 'proxy',
  middleware: 'proxy',
}

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
  const { message, code, name, digest } = describeError(error)
  // No result: the ending has it.
  const outcome = { level: 'info', error: { message, code, name, digest } } as const
  asRequestTrace(trace).logOutcome('Request error, as seen by Next.js', outcome, metadata)
}

function writeFirst(
  { settings, identify }: UnwrappedSettings,
  error: unknown,
  request: FailedRequest,
  metadata: Metadata,
): void | Promise<void> {
  const create = (): UnwrappedTrace =>
    new UnwrappedTrace(settings, request.headers, httpAction(metadata))
  if (!isOwnPage(metadata)) {
    const trace = create()
    rememberError(error, trace)
    const write = (): void => trace.fail('Request error', outcomeOfThrown(error), metadata)
    return whenIdentified(trace, identify, request, write)
  }
  const page: Partial<ServerRequest> = serverRequest() ?? {}
  const known = page.pageTrace
  const trace = known ?? create()
  page.pageTrace = trace
  rememberError(error, trace)
  const write = (): void => endWithError(trace, error, metadata)
  return known === undefined ? whenIdentified(trace, identify, request, write) : write()
}

/** Whether a page of the app failed. Those of Next.js are called `/_error`, `/_not-found/page` and the like. */
function isOwnPage({ routeType, path }: Metadata): boolean {
  return routeType === 'render' && !String(path).startsWith('/_')
}
