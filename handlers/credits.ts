import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { xray } from 'hoptrace/xray'
import { Failure } from './failure.ts'
import { json } from './json.ts'
import { jsonErrors } from './json-errors.ts'
import { addCredits } from './tables.ts'
import { verifyCreditsToken } from './tokens.ts'

/** `POST /credits/debit` and `POST /credits/refund`: takes a credit from the token's tenant, or gives one back. */
export const handler = middy()
  .use(tracing({ service: 'credits', layer: 'backend-api', exporters: [xray()] }))
  .use(jsonErrors())
  .use(httpJsonBodyParser<APIGatewayProxyEventV2>())
  .use(httpErrorHandler({ logger: false }))
  .handler(moveCredit)

async function moveCredit(
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const trace = currentTrace()
  const tenantId = await trace.hop('service-token', () =>
    verifyCreditsToken(event.headers.authorization),
  )
  trace.set({ tenantId })
  const amount = event.rawPath.endsWith('/refund') ? 1 : -1
  const balance = await addCredits(tenantId, amount).catch((cause: Error) => {
    if (cause.name !== 'ConditionalCheckFailedException') throw cause
    throw new Failure(402, 'CREDITS_EXHAUSTED', 'No credits left', { cause })
  })
  return json({ success: true, balance })
}
