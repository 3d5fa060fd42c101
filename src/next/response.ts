import { withTraceId } from '../core/error-body.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'

/**
 * A copy of a response that carries the trace id: in a header, and in the body of a JSON error.
 * What can't be copied (a used body, `Response.error()`, a host's own status) comes back as it is.
 */
export async function stamped(response: Response, traceId: string): Promise<Response> {
  if (!(response instanceof Response) || !isCopyable(response)) return response
  const { status, statusText } = response
  const headers = withTraceIdHeader(response.headers, traceId)
  const body = hasJsonErrorBody(response)
    ? withTraceId(await response.text(), traceId)
    : response.body
  return new Response(body, { status, statusText, headers })
}

function isCopyable({ status, bodyUsed, body }: Response): boolean {
  return status >= 200 && !bodyUsed && body?.locked !== true
}

function hasJsonErrorBody({ status, headers }: Response): boolean {
  if (status < 400 || headers.has('content-encoding') || headers.has('etag')) return false
  return /[/+]json\b/i.test(headers.get('content-type') ?? '')
}
