import { invocationSegment } from '../core/lambda/invocation-host.ts'
import { childTraceContext } from '../core/propagation/span-context.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { lambdaHost } from './host.ts'
import { identityOf } from './identity.ts'
import type { Invocation } from './invocation.ts'
import type { LambdaSettings } from './options.ts'
import { outerTrace, setOuterTrace } from './outer-trace.ts'
import { lambdaTraceContext } from './trace-context.ts'

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
  const outer = outerTrace(context)
  const span = outer?.spanContext()
  const segment = invocationSegment(context)
  const traceContext = span
    ? childTraceContext(span)
    : lambdaTraceContext(context, trigger, segment, settings)
  const host = lambdaHost(invocation, {
    segment: outer?.childSegment() ?? segment,
    isChild: span !== undefined,
    maxServices: span ? undefined : settings.maxServices,
  })
  const trace = new RequestTrace(settings, traceContext, host)
  trace.identify(identityOf(settings.identify, event, context))
  if (outer === undefined) setOuterTrace(context, trace, isScoped)
  return trace
}
