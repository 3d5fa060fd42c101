import { currentScope } from '../core/trace/context.ts'
import { engineOf } from '../core/trace/current-trace.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { originOf, readHost } from './context.ts'
import { identityOf } from './identity.ts'
import { type LambdaSettings, type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'
import type { Incoming } from './triggers/source.ts'

/** An invocation, and what its event tells. */
export interface Invocation {
  readonly event: unknown
  readonly context: unknown
  readonly incoming: Incoming
}

/** The trace of one invocation: the caller's, taken up from the event, or a new one. */
export function beginTrace(invocation: Invocation, settings: LambdaSettings): RequestTrace {
  const { event, context, incoming } = invocation
  const host = readHost(context, incoming)
  const action = settings.action ?? incoming.action ?? host.functionName
  const outer = outerTrace(context)
  const origin = outer?.childOrigin() ?? originOf(context, incoming, host.segment, settings)
  const maxHops = outer === undefined ? settings.maxHops : undefined
  const segment = outer?.childSegment() ?? host.segment
  const own = { ...host, maxHops, segment, outer }
  const trace = new RequestTrace({ ...settings, action }, origin, own)
  trace.set(identityOf(settings.identify, event, context))
  if (outer === undefined) rememberTrace(context, trace)
  return trace
}

const resolved = new WeakMap<LambdaTracingOptions, LambdaSettings>()

/**
 * The options with their defaults. An options object is used for every invocation of its handler:
 * it is resolved once.
 * @throws TypeError when an option is wrong
 */
export function settingsOf(options: LambdaTracingOptions): LambdaSettings {
  const known = resolved.get(options)
  if (known !== undefined) return known
  const settings = resolveLambdaOptions(options)
  resolved.set(options, settings)
  return settings
}

// A handler within a handler is known by the context object that both are given: the ambient scope
// may still be the one of an earlier invocation. The outermost trace that goes on stands for it, or
// the record of its batch that is being handled.
// It is kept on the object, as a WeakMap of many short-lived keys costs more than all else here.
const INVOCATION: unique symbol = Symbol.for('hoptrace.invocation') as never

function outerTrace(context: unknown): RequestTrace | undefined {
  const trace = isObject(context) ? context[INVOCATION] : undefined
  if (trace === undefined || trace.ended) return undefined
  const records = trace.parts.open()
  const scope = records.length === 0 ? undefined : currentScope()
  let current = scope && engineOf(scope.trace)
  while (current !== undefined && !records.includes(current)) current = current.outer
  return current ?? trace
}

function rememberTrace(context: unknown, value: RequestTrace): void {
  const property = { value, configurable: true, writable: true }
  if (isObject(context)) Reflect.defineProperty(context, INVOCATION, property)
}

function isObject(value: unknown): value is { [INVOCATION]?: RequestTrace } {
  return typeof value === 'object' && value !== null
}
