import { STATUS_CODES } from 'node:http'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

interface FailedRequest {
  response: unknown
  error: unknown
}

/**
 * Creates a Middy middleware that answers errors with the JSON `{ error, code }`. Register it before
 * `@middy/http-error-handler`, whose status and message it takes.
 */
export function jsonErrors(): { onError(request: FailedRequest): void } {
  return {
    onError(request) {
      const response = request.response as APIGatewayProxyStructuredResultV2 | undefined
      if (response === undefined) return
      const { code = codeOf(response.statusCode) } = request.error as { code?: string }
      request.response = {
        statusCode: response.statusCode,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error: response.body ?? 'Something went wrong on our side', code }),
      }
    },
  }
}

/** Returns a code for a status, such as `UNPROCESSABLE_ENTITY`, for errors without their own. */
function codeOf(status = 500): string {
  const reason = status < 500 ? STATUS_CODES[status] : undefined
  return reason?.toUpperCase().replaceAll(/\W+/g, '_') ?? 'INTERNAL_ERROR'
}
