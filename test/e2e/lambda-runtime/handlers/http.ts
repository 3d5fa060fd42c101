import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(async () => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"name":"Zoë"}',
  }))
