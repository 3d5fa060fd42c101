import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  // @ts-expect-error there is no such level
  .use(tracing({ level: 'loud' }))
  .handler(async () => 'never')
