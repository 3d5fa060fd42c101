import { exposing, KEEP_HEADER, withTraceIdHeader } from '../core/propagation/outbound.ts'
import { BOUND_TO_BODY, withTraceId } from '../core/propagation/response-body.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

const EXPOSE = 'access-control-expose-headers'
const ALLOW_ORIGIN = 'access-control-allow-origin'

/**
 * A copy of a response that carries the trace id: in a header, and in the body of a JSON error.
 * What can't be sent (a used body, `Response.error()`, no response at all) comes back as it is.
 * `failed` is told when the body's producer fails.
 */
export async function stamped(
  response: Response,
  trace: RequestTrace,
  failed: (error: unknown) => void,
): Promise<Response> {
  if (!isSendable(response)) return response
  const { status, statusText } = response
  const headers = withTraceIdHeader(response.headers, trace.id)
  if (trace.isKeptUnsampled(status)) headers.set(KEEP_HEADER, '1')
  const exposed = exposing(headers.get(EXPOSE) ?? '')
  if (exposed !== undefined && headers.has(ALLOW_ORIGIN)) headers.set(EXPOSE, exposed)
  const body = hasJsonErrorBody(response)
    ? withTraceId(await response.text(), trace.id)
    : response.body && watched(response.body, trace, failed)
  return new Response(body, { status, statusText, headers })
}

/** Whether Next.js can send what a handler returned: else it answers with a 500. */
export function isSendable(response: unknown): response is Response {
  if (!(response instanceof Response)) return false
  return response.status >= 200 && !response.bodyUsed && response.body?.locked !== true
}

function hasJsonErrorBody({ status, headers }: Response): boolean {
  if (status < 400 || [...headers.keys()].some((name) => BOUND_TO_BODY.test(name))) return false
  return /[/+]json\b/i.test(headers.get('content-type') ?? '')
}

/**
 * The same chunks, each asked for when its reader asks, and produced as part of the request: who
 * reads the response does so outside of it.
 */
function watched(
  body: ReadableStream<Uint8Array>,
  trace: RequestTrace,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await trace.run(() => reader.read())
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          failed(error)
          throw error
        }
      },
      cancel: (reason) => trace.run(() => reader.cancel(reason)),
    },
    { highWaterMark: 0 },
  )
}
