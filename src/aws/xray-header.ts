import { findKey } from '../core/lib/find-key.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { environment, isXrayOn } from '../core/platform/environment.ts'
import { awsXrayHeader } from '../core/propagation/outbound.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'

/** The SDK's own spelling: a header that is set later under it takes the place of ours. */
const NAME = 'X-Amzn-Trace-Id'

type Handler = (args: object) => Promise<unknown>

/**
 * Whether a client's commands need {@link nestInXray}, which takes each some microseconds. In Lambda the SDK
 * names the function by itself: that is all where X-Ray is told of no calls.
 */
export function mayNestInXray(): boolean {
  return !isInLambda() || isXrayOn()
}

/** The middleware that has X-Ray show below a call what it calls. The SDK's own keeps a header that is there. */
export function nestInXray(next: Handler): Handler {
  return (args) => {
    guard(() => addHeader(safeGet(safeGet(args, 'request'), 'headers')))
    return next(args)
  }
}

function addHeader(headers: unknown): void {
  const span = asRequestTrace(currentTrace()).spanContext()
  const value = span && awsXrayHeader(span)
  if (value === undefined || (!span?.trace.isInXray && isInLambda())) return
  if (typeof headers !== 'object' || headers === null) return
  if (findKey(headers, 'x-amzn-trace-id') !== undefined) return
  Object.assign(headers, { [NAME]: value })
}

function isInLambda(): boolean {
  return environment('AWS_LAMBDA_FUNCTION_NAME') !== undefined
}
