import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { type Scope, setAmbientScopeResolver } from '../core/trace/context.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { PAGE_LAYER } from './options.ts'
import { silentTrace } from './prerender.ts'
import {
  pageSettings,
  resolveUnwrapped,
  type UnwrappedRequest,
  type UnwrappedSettings,
} from './request-error-options.ts'
import { serverRequest } from './server-request.ts'
import { UnwrappedTrace } from './unwrapped-trace.ts'
import { isRouteHandler, routePattern, type WorkUnit, workUnit } from './work-store.ts'

const scopes = new WeakMap<WorkUnit, Scope>()
let fallback: UnwrappedSettings | undefined

/**
 * Returns the scope of a server component, which no wrapper runs: the trace that its request's headers
 * name, with the options of `requestErrors`. The trace has no start, an ending only if its page fails, and
 * is silent in what is prerendered or cached. Returns `undefined` outside of a page.
 * @param isObserver whether a tracer asks: it begins no trace in a route, which a wrapper may still do
 */
function serverComponentScope(isObserver: boolean): Scope | undefined {
  const unit = workUnit()
  // Next.js itself, around the components of a page.
  if (unit === undefined) return serverRequest()?.pageTrace?.scope()
  const known = scopes.get(unit)
  if (known !== undefined) return known
  if (isObserver && isRouteHandler()) return undefined
  fallback ??= resolveUnwrapped({}, PAGE_LAYER)
  const { settings, identify } = pageSettings.current ?? fallback
  if (unit.type !== 'request') return keep(unit, silentTrace(settings).scope())
  const trace = new UnwrappedTrace(settings, unit.headers, routePattern())
  const page = serverRequest()
  if (page !== undefined) page.pageTrace = trace
  trace.openSpan()
  // Kept first: `identify` may ask for the current trace.
  const scope = keep(unit, trace.scope())
  if (identify) void identifyBy(trace, () => identify(requestOf(unit)))
  return scope
}

function keep(unit: WorkUnit, scope: Scope): Scope {
  scopes.set(unit, scope)
  return scope
}

function requestOf({ url, headers }: WorkUnit): UnwrappedRequest {
  const path = [safeGet(url, 'pathname'), safeGet(url, 'search')].join('')
  return { path, headers: Object.fromEntries(new Headers(headers as HeadersInit | undefined)) }
}

// Bundlers must not leave this out: `sideEffects` in package.json names this file and the index.
setAmbientScopeResolver((isObserver) => guard(() => serverComponentScope(isObserver)))
