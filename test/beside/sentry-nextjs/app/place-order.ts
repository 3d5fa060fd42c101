import http from 'node:http'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { traceClient } from 'hoptrace/aws'
import { currentTrace } from 'hoptrace/next'

const { STOCK_URL = '', ORDERS_QUEUE = '', AWS_ENDPOINT_URL = '' } = process.env

const sqs = traceClient(new SQSClient({ endpoint: AWS_ENDPOINT_URL }))

function get(url: string, headers: Headers): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: Object.fromEntries(headers) }, (response) => {
      response.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}

/** Calls the stock in both ways that Node has, and sends a message. */
export async function placeOrder(): Promise<Response> {
  const trace = currentTrace()
  await trace.fetch(`${STOCK_URL}/trace-fetch`)
  await get(`${STOCK_URL}/node-http`, trace.headers())
  await sqs.send(new SendMessageCommand({ QueueUrl: ORDERS_QUEUE, MessageBody: '{}' }))
  return Response.json({})
}
