import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { xray } from 'hoptrace/xray'
import { Failure } from './failure.ts'
import { cachedLookup, readJob } from './job-cache.ts'
import { isJobId, parseJobId } from './job-id.ts'
import { json } from './json.ts'
import { jsonErrors } from './json-errors.ts'
import { limitRate } from './rate-limit.ts'
import { resultUrl } from './results.ts'
import { verifyUser } from './tokens.ts'

/** `GET /bg-remover/status/{jobId}`: returns a job of the caller's tenant. */
export const handler = middy()
  .use(
    tracing({
      service: 'bg-remover',
      action: 'bg-remover:status',
      exporters: [xray()],
      identify: namedJob,
    }),
  )
  .use(jsonErrors())
  .use(httpJsonBodyParser<APIGatewayProxyEventV2>({ disableContentTypeError: true }))
  .use(httpErrorHandler({ logger: false }))
  .handler(jobStatus)

/** Names the job on all records, unless its id is not valid. */
function namedJob({ pathParameters }: APIGatewayProxyEventV2): { jobId?: string } {
  const jobId = pathParameters?.jobId
  return isJobId(jobId) ? { jobId } : {}
}

async function jobStatus(
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const trace = currentTrace()
  const user = await trace.hop('jwt-validation', () => verifyUser(event.headers.authorization))
  trace.set(user)
  await limitRate('status', user)
  const jobId = parseJobId(event.pathParameters?.jobId)

  const cached = cachedLookup(jobId)
  const cacheStatus = cached === undefined ? 'miss' : 'hit'
  const job = await trace.hop('find-job', () => (cached ? cached.job : readJob(jobId)), {
    cacheStatus,
  })
  if (job?.tenantId !== user.tenantId)
    throw new Failure(404, 'JOB_NOT_FOUND', 'There is no such job')
  const { status, createdAt } = job
  return json({ jobId, status, createdAt, resultUrl: await resultUrl(jobId), traceId: trace.id })
}
