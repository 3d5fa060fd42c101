import { findKey } from '../core/lib/find-key.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { environment, isXrayOn } from '../core/platform/environment.ts'
import { awsXrayHeader } from '../core/propagation/outbound.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'

/** The SDK's own spelling: a header that is set later under the same name replaces ours. */
const HEADER_NAME = 'X-Amzn-Trace-Id'

type Handler = (args: object) => Promise<unknown>

/**
 * Whether commands need {@link addXrayHeader}, which takes microseconds each. In Lambda the SDK
 * itself sends the function's segment, which is right unless X-Ray receives our calls.
 */
export function needsXrayHeader(): boolean {
  return !isInLambda() || isXrayOn()
}

/**
 * The middleware that sends our call as the parent in `X-Amzn-Trace-Id`: X-Ray then shows what AWS
 * does below the call. The SDK's own middleware keeps a header that is there already.
 */
export function addXrayHeader(next: Handler): Handler {
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
  Object.assign(headers, { [HEADER_NAME]: value })
}

function isInLambda(): boolean {
  return environment('AWS_LAMBDA_FUNCTION_NAME') !== undefined
}
