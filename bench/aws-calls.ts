import { randomUUID } from 'node:crypto'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import { tracing } from '../dist/middy/index.js'
import { type Handler, type HttpEvent, respond } from './request.ts'

/** How many calls a request makes, one after the other. */
export const CALLS = 10

const body = new TextEncoder().encode('{}')
// Each answer has its own request id, as AWS's have.
const ANSWERS = Array.from({ length: 64 }, () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
  body,
}))
let answers = 0

function answer(): object {
  answers += 1
  return { ...ANSWERS[answers % ANSWERS.length] }
}

/** A client whose requests are not signed and are answered at once: both would hide the difference. */
export function createClient(): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: { sign: async (request) => request },
    requestHandler: { handle: async () => ({ response: answer() as never }) },
  })
}

/** A traced handler that makes the calls. The contenders differ only in the client. */
export function callingWith(
  client: DynamoDBClient,
  within: (calls: () => Promise<void>) => Promise<void> = (calls) => calls(),
): Handler {
  const item = { jobId: { S: 'job_17' }, status: { S: 'done' } }
  return middy<HttpEvent>()
    .use(tracing({ service: 'bg-remover' }))
    .handler(async () => {
      await within(async () => {
        for (let call = 0; call < CALLS; call += 1)
          await client.send(new PutItemCommand({ TableName: 'bg-remover-jobs', Item: item }))
      })
      return respond()
    })
}
