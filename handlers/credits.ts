import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { xray } from 'hoptrace/xray'
import { returnCredit, takeCredit } from './debits.ts'
import { Failure } from './failure.ts'
import { parseJobId } from './job-id.ts'
import { json } from './json.ts'
import { jsonErrors } from './json-errors.ts'
import { verifyCreditsToken } from './tokens.ts'

/**
 * `POST /credits/debit` and `POST /credits/refund` `{ jobId }`: takes a credit from the token's tenant
 * for a job, or gives it back. Both may be repeated.
 */
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
  const body: unknown = event.body // httpJsonBodyParser has parsed it
  const jobId = parseJobId((body as { jobId?: unknown } | null | undefined)?.jobId)
  if (event.rawPath.endsWith('/refund')) {
    return json({ success: true, returned: await returnCredit(tenantId, jobId) })
  }
  const result = await takeCredit(tenantId, jobId)
  if (result === 'exhausted') throw new Failure(402, 'CREDITS_EXHAUSTED', 'No credits left')
  if (result === 'returned') {
    throw new Failure(409, 'CREDIT_RETURNED', 'The credit of this job was given back')
  }
  return json({ success: true })
}
