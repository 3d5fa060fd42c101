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
import { routePattern, type WorkUnit, workUnit } from './work-store.ts'

const scopes = new WeakMap<WorkUnit, Scope>()
let fallback: UnwrappedSettings | undefined

/**
 * Returns the scope of a server component, which no wrapper runs: the trace that its request's headers
 * name, with the options of `requestErrors`. The trace has no start, an ending only if its page fails, and
 * is silent in what is prerendered or cached. Returns `undefined` outside of Next.js.
 */
function serverComponentScope(): Scope | undefined {
  const unit = workUnit()
  if (unit === undefined) return undefined
  const known = scopes.get(unit)
  if (known !== undefined) return known
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
setAmbientScopeResolver(() => guard(serverComponentScope))
