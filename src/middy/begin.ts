import { childTraceContext } from '../core/propagation/span-context.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentScope } from '../core/trace/context.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { readHost, traceContextOf } from './context.ts'
import { identityOf } from './identity.ts'
import { type LambdaSettings, type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

/** An invocation, and what its event tells. */
export interface Invocation {
  readonly event: unknown
  readonly context: unknown
  readonly trigger: TriggerEvent
}

/** The trace of one invocation: the caller's, taken up from the event, or a new one. */
export function beginTrace(invocation: Invocation, settings: LambdaSettings): RequestTrace {
  const { event, context, trigger } = invocation
  const host = readHost(context, trigger)
  const action = settings.action ?? trigger.action ?? host.functionName
  const outer = outerTrace(context)
  const span = outer?.spanContext()
  const traceContext = span
    ? childTraceContext(span)
    : traceContextOf(context, trigger, host.segment, settings)
  const maxServices = outer === undefined ? settings.maxServices : undefined
  const segment = outer?.childSegment() ?? host.segment
  const trace = new RequestTrace({ ...settings, action }, traceContext, {
    ...host,
    maxServices,
    segment,
    outer,
  })
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
  const records = trace.children.open()
  const scope = records.length === 0 ? undefined : currentScope()
  let current = scope && asRequestTrace(scope.trace)
  while (current !== undefined && !records.includes(current)) {
    current = current.outer && asRequestTrace(current.outer)
  }
  return current ?? trace
}

function rememberTrace(context: unknown, value: RequestTrace): void {
  const property = { value, configurable: true, writable: true }
  if (isObject(context)) Reflect.defineProperty(context, INVOCATION, property)
}

function isObject(value: unknown): value is { [INVOCATION]?: RequestTrace } {
  return typeof value === 'object' && value !== null
}
