import { randomUUID } from 'node:crypto'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'
import { xray } from 'hoptrace/xray'
import { removeBackground } from './background.ts'
import { debit, refund } from './credits-client.ts'
import { listed } from './environment.ts'
import { Failure } from './failure.ts'
import { fetchImage, parseImageUrl } from './image.ts'
import { json } from './json.ts'
import { jsonErrors } from './json-errors.ts'
import { limitRate } from './rate-limit.ts'
import { putResult, resultUrl } from './results.ts'
import { putJob } from './tables.ts'
import { type User, verifyUser } from './tokens.ts'

const IMAGE_TIMEOUT_MS = 6_000

/** `POST /bg-remover/process` `{ imageUrl }`: removes a picture's background, for one credit. */
export const handler = middy()
  .use(tracing({ service: 'bg-remover', action: 'bg-remover:process', exporters: [xray()] }))
  .use(jsonErrors())
  .use(httpJsonBodyParser<APIGatewayProxyEventV2>())
  .use(httpErrorHandler({ logger: false }))
  .handler(processImage)

async function processImage(
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const trace = currentTrace()
  const jobId = `job_${randomUUID()}`
  const user = await trace.hop('jwt-validation', () => verifyUser(event.headers.authorization))
  trace.set({ ...user, jobId })
  await limitRate('process', user)
  const body: unknown = event.body // httpJsonBodyParser has parsed it
  const imageUrl = parseImageUrl((body as { imageUrl?: unknown } | null)?.imageUrl)

  try {
    await debit(user.tenantId, jobId)
    trace.metric('CreditsDebited', 1)
    await runJob(jobId, user, imageUrl)
  } catch (error) {
    const isUnpaid = error instanceof Failure && error.statusCode === 402
    if (!isUnpaid && (await refund(user.tenantId, jobId))) trace.metric('CreditsRefunded', 1)
    throw error
  }
  trace.metric('ImagesProcessed', 1)
  return json({ success: true, jobId, resultUrl: await resultUrl(jobId), traceId: trace.id })
}

async function runJob(jobId: string, user: User, imageUrl: URL): Promise<void> {
  const source = { host: imageUrl.host, path: imageUrl.pathname }
  const allowedOrigins = listed('IMAGE_ORIGINS')
  // Not `trace.fetch`: the host that a user names must not get the trace's headers.
  const image = await currentTrace().call(
    'http',
    'get',
    () => fetchImage(imageUrl, { allowedOrigins, timeoutMs: IMAGE_TIMEOUT_MS }),
    source,
  )
  await putResult(jobId, await removeBackground(image.bytes))
  await putJob({ jobId, ...user, status: 'done', createdAt: new Date().toISOString() })
}
