import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(async (event: unknown) => event)
