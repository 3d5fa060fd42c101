import http from 'node:http'
import { json } from 'node:stream/consumers'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { traceClient } from 'hoptrace/aws'
import { tracing } from 'hoptrace/middy'
import { withNodeTracing } from 'hoptrace/node'
import { lambdaContext } from 'hoptrace/testing'

// A service that is called over HTTP, or invoked with an event in a body. It calls the stock in both ways
// that Node has, and sends a message.

type Handler = (event: unknown, context: unknown) => Promise<unknown>

const {
  STOCK_URL = '',
  ORDERS_QUEUE = '',
  AWS_ENDPOINT_URL = '',
  PORT = '',
  WRAPPER = '',
} = process.env

const wrappers: Readonly<Record<string, (handler: Handler) => Promise<Handler>>> = {
  datadog: async (handler) => (await import('datadog-lambda-js')).datadog(handler as never),
  sentry: async (handler) =>
    (await import('@sentry/aws-serverless')).wrapHandler(handler as never) as Handler,
}

// With an endpoint in code, the client doesn't look for the queue at its own address.
const sqs = traceClient(new SQSClient({ endpoint: AWS_ENDPOINT_URL }))

function get(url: string, headers: Headers): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: Object.fromEntries(headers) }, (response) => {
      response.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}

async function placeOrder(): Promise<void> {
  const trace = currentTrace()
  await trace.fetch(`${STOCK_URL}/trace-fetch`)
  await get(`${STOCK_URL}/node-http`, trace.headers())
  await sqs.send(new SendMessageCommand({ QueueUrl: ORDERS_QUEUE, MessageBody: '{}' }))
}

const handler = middy()
  .use(tracing({ service: 'shop', action: 'orders:handle' }))
  .handler(async (event) => {
    const isOrder = (event as { Records?: unknown }).Records === undefined
    if (isOrder) await placeOrder()
    else await currentTrace().fetch(`${STOCK_URL}/consumed`)
    return { statusCode: 200, body: '{}' }
  }) as Handler

const wrapped = (await wrappers[WRAPPER]?.(handler)) ?? handler

const listener = withNodeTracing(
  async (_request, response) => {
    await placeOrder()
    response.end('{}')
  },
  { service: 'shop' },
)

http
  .createServer(async (request, response) => {
    try {
      if (request.url === '/orders') return await listener(request, response)
      // Anything else only asks whether the service is there.
      if (request.url === '/invoke') await wrapped(await json(request), lambdaContext())
      response.end('{}')
    } catch (error) {
      response.writeHead(500).end(String((error as Error).stack))
    }
  })
  .listen(Number(PORT), '127.0.0.1')
