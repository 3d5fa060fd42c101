import { currentScope, type Scope } from '../core/trace/context.ts'

/** Returns the running scope; `undefined` also while that of an ended invocation is still to be seen. */
export function liveScope(): Scope | undefined {
  const scope = currentScope(true)
  return scope?.isEntered && scope.trace.ended ? undefined : scope
}
