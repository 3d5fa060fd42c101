import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** Returns a response with status 200 and a JSON body. */
export function json(body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
