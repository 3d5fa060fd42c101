import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** A 200 with a JSON body. */
export function json(body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
