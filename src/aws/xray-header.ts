import { currentTrace, engineOf } from '../core/current-trace.ts'
import { environment } from '../core/environment.ts'
import { harmless } from '../core/harmless.ts'
import { member } from '../core/member.ts'
import { awsXrayHeader } from '../core/propagation/outbound.ts'

/** The SDK's own spelling: a header that is set later under it takes the place of ours. */
const NAME = 'X-Amzn-Trace-Id'

type Handler = (args: object) => Promise<unknown>

/** The middleware that has X-Ray show below a call what it calls. The SDK's own keeps a header that is there. */
export function nestInXray(next: Handler): Handler {
  return (args) => {
    harmless(() => addHeader(member(member(args, 'request'), 'headers')))
    return next(args)
  }
}

function addHeader(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) return
  if (Object.keys(headers).some((name) => name.toLowerCase() === NAME.toLowerCase())) return
  const place = engineOf(currentTrace()).childOrigin()
  // In Lambda the SDK names the function, which X-Ray knows where it is told of no calls.
  if (!place?.isInXray && environment('AWS_LAMBDA_FUNCTION_NAME') !== undefined) return
  const value = place && awsXrayHeader(place)
  if (value !== undefined) Object.assign(headers, { [NAME]: value })
}
