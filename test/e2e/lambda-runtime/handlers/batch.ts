import middy from '@middy/core'
import type { SQSEvent } from 'aws-lambda'
import { eachRecord, tracing } from 'hoptrace/middy'

export const handler = middy<SQSEvent>()
  .use(tracing())
  .handler((event) =>
    eachRecord(event, async ({ body }) => {
      if (body === 'poison') throw new Error('Not digestible')
    }),
  )
