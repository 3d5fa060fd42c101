import { STATUS_CODES } from 'node:http'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

interface FailedRequest {
  response: unknown
  error: unknown
}

/** Middy: answers failures as JSON, `{ error, code }`. Registered before `http-error-handler`, whose status and message it keeps. */
export function jsonErrors(): { onError(request: FailedRequest): void } {
  return {
    onError(request) {
      const answer = request.response as APIGatewayProxyStructuredResultV2 | undefined
      if (answer === undefined) return
      const { code = codeOf(answer.statusCode) } = request.error as { code?: string }
      request.response = {
        statusCode: answer.statusCode,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error: answer.body ?? 'Something went wrong on our side', code }),
      }
    },
  }
}

/** A stable word for a status, such as `UNPROCESSABLE_ENTITY`, for errors of others that have no code. */
function codeOf(status = 500): string {
  const words = status < 500 ? STATUS_CODES[status] : undefined
  return words?.toUpperCase().replaceAll(/\W+/g, '_') ?? 'INTERNAL_ERROR'
}
