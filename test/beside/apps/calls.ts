import http from 'node:http'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import middy from '@middy/core'
import { currentTrace, type TracingOptions } from 'hoptrace'
import { traceClient } from 'hoptrace/aws'
import { tracing } from 'hoptrace/middy'

interface Extras extends Pick<TracingOptions, 'exporters'> {
  readonly middlewares?: readonly middy.MiddlewareObj[]
  readonly capture?: (client: SQSClient) => SQSClient
}

const url = process.env.ORDERS_URL ?? ''

function get(path: string, headers: Headers): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url + path, { headers: Object.fromEntries(headers) }, (response) => {
      response.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}

/** A handler that calls by `trace.fetch`, by `node:http` and by a traced client. */
export function callingHandler(extras: Extras = {}) {
  const { exporters = [], middlewares = [], capture = (client) => client } = extras
  const sqs = capture(traceClient(new SQSClient({ md5: false })))
  return middy()
    .use([tracing({ service: 'shop', action: 'orders:get', exporters }), ...middlewares])
    .handler(async () => {
      const trace = currentTrace()
      await trace.fetch(`${url}/trace-fetch`)
      await get('/node-http', trace.headers())
      await sqs.send(new SendMessageCommand({ QueueUrl: `${url}/sqs`, MessageBody: '{}' }))
      return { statusCode: 200, body: '{}' }
    })
}

export const handler = callingHandler()
