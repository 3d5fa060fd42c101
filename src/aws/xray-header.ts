import { member } from '../core/lib/safe-get.ts'
import { harmless } from '../core/outcome/guard.ts'
import { environment, isXrayOn } from '../core/platform/environment.ts'
import { awsXrayHeader } from '../core/propagation/outbound.ts'
import { currentTrace, engineOf } from '../core/trace/current-trace.ts'

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
    harmless(() => addHeader(member(member(args, 'request'), 'headers')))
    return next(args)
  }
}

function addHeader(headers: unknown): void {
  const place = engineOf(currentTrace()).childOrigin()
  const value = place && awsXrayHeader(place)
  if (value === undefined || (!place?.isInXray && isInLambda())) return
  if (typeof headers !== 'object' || headers === null) return
  if (Object.keys(headers).some((name) => name.toLowerCase() === NAME.toLowerCase())) return
  Object.assign(headers, { [NAME]: value })
}

function isInLambda(): boolean {
  return environment('AWS_LAMBDA_FUNCTION_NAME') !== undefined
}
