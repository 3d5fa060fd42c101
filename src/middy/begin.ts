import { safeGet } from '../core/lib/safe-get.ts'
import { childTraceContext } from '../core/propagation/span-context.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { lambdaHost } from './host.ts'
import { identityOf } from './identity.ts'
import type { LambdaSettings } from './options.ts'
import { outerTrace, setOuterTrace } from './outer-trace.ts'
import { lambdaTraceContext } from './trace-context.ts'
import { parseTrigger } from './triggers/index.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

/** An invocation, and what its event says. */
export interface Invocation {
  readonly event: unknown
  readonly context: unknown
  readonly trigger: TriggerEvent
}

/** Reads the event of an invocation. */
export function readInvocation(event: unknown, context: unknown): Invocation {
  return { event, context, trigger: parseTrigger(event, context) }
}

/**
 * Creates the trace of an invocation. It continues the caller's trace, or begins a new one. Within an
 * invocation that is traced already, it is a part of that one, which alone is counted.
 * @param isScoped whether the handler surely runs in the trace's scope
 */
export function beginTrace(
  invocation: Invocation,
  settings: LambdaSettings,
  isScoped = false,
): RequestTrace {
  const { event, context, trigger } = invocation
  const host = lambdaHost(context, trigger)
  const outer = outerTrace(context)
  const span = outer?.spanContext()
  const traceContext = span
    ? childTraceContext(span)
    : lambdaTraceContext(context, trigger, host.segment, settings)
  const trace = new RequestTrace(settings, traceContext, {
    ...host,
    segment: outer?.childSegment() ?? host.segment,
    isChild: span !== undefined,
    maxServices: span ? undefined : settings.maxServices,
    // A load balancer sends, and reads, either form.
    hasHeaderLists:
      Boolean(safeGet(event, 'multiValueHeaders')) && safeGet(event, 'headers') === undefined,
  })
  trace.set(identityOf(settings.identify, event, context))
  if (outer === undefined) setOuterTrace(context, trace, isScoped)
  return trace
}
