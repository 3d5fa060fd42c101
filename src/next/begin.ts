import { guard } from '../core/outcome/guard.ts'
import { readTraceContext } from '../core/propagation/inbound.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'
import { type Scope, setAmbientScopeResolver } from '../core/trace/context.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { FETCH_CACHE } from './fetch-cache.ts'
import { silentTrace } from './prerender.ts'
import { routePattern, type WorkUnit, workUnit } from './work-store.ts'

/** The trace of a request with these headers, by options that are resolved already. */
export function beginTrace(settings: Settings, headers: unknown): RequestTrace {
  // What Next.js hands out in place of a request's headers may refuse to be read.
  const given = guard(() => new Headers(headers as HeadersInit | undefined))
  const origin = readTraceContext((name) => given?.get(name) ?? undefined, settings)
  return new RequestTrace(settings, origin, { fetchCache: FETCH_CACHE })
}

const scopes = new WeakMap<WorkUnit, Scope>()
let settings: Settings | undefined

/**
 * The scope of a server component, which nothing wraps: its request's trace, by the headers that
 * came with it. It has no start and no ending of its own. In what is prerendered or cached it is silent.
 */
function serverComponentScope(): Scope | undefined {
  const unit = workUnit()
  if (unit === undefined) return undefined
  const known = scopes.get(unit)
  if (known !== undefined) return known
  settings ??= resolveOptions({}, 'server-component')
  const action = settings.action ?? routePattern()
  const isRequest = unit.type === 'request'
  const trace = isRequest
    ? beginTrace({ ...settings, action }, unit.headers)
    : silentTrace(settings)
  const scope = trace.scope()
  scopes.set(unit, scope)
  return scope
}

// package.json names this file and the index among those that bundlers must not leave out.
setAmbientScopeResolver(() => guard(serverComponentScope))
