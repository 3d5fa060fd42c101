import { guard } from '../core/outcome/guard.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'
import { type Scope, setAmbientScopeResolver } from '../core/trace/context.ts'
import { beginTrace } from './begin.ts'
import { silentTrace } from './prerender.ts'
import { routePattern, type WorkUnit, workUnit } from './work-store.ts'

const scopes = new WeakMap<WorkUnit, Scope>()
let settings: Settings | undefined

/**
 * Returns the scope of a server component, which no wrapper runs: the trace that its request's headers
 * name. The trace has no start and no ending, and is silent in what is prerendered or cached. Returns
 * `undefined` outside of Next.js.
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

// Bundlers must not leave this out: `sideEffects` in package.json names this file and the index.
setAmbientScopeResolver(() => guard(serverComponentScope))
