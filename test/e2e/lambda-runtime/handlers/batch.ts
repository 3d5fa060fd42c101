import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { tracing } from 'hoptrace/middy'

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(tracing())
  .handler(async ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }))
