import { traceHeaders } from '../propagation/outbound.ts'
import { isTarget } from '../propagation/targets.ts'
import type { Span } from '../span.ts'
import type { RequestTrace } from '../trace/request-trace.ts'
import type { Outgoing } from './outgoing.ts'

/**
 * Adds the trace to a request for a host of `propagateTo`, below a span. What has a trace already, or a
 * signature, which may cover all headers, stays as it is.
 * @returns whether the request carries a trace
 */
export function sendTrace(
  trace: RequestTrace,
  { id: spanId }: Span,
  outgoing: Outgoing,
  origin: URL,
): boolean {
  if (/^(?:traceparent|x-trace-id):/im.test(outgoing.headerLines)) return true
  const { propagateTo } = trace.source.settings
  if (propagateTo === undefined || !isTarget(origin, propagateTo)) return false
  const span = trace.spanContext()
  const { add } = outgoing
  if (!add || !span || isSigned(outgoing)) return false
  for (const [name, value] of traceHeaders({ ...span, spanId }))
    if (value !== undefined) add(name, value)
  return true
}

function isSigned({ headerLines, path }: Outgoing): boolean {
  const signs = /^x-amz-|signature(?:-input)?:|signature=|^authorization: (?:aws4-|hawk)/im
  return signs.test(headerLines) || /[?&][\w-]*sig(?:nature)?=/i.test(path)
}
