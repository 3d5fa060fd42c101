import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

class OutOfCredits extends Error {
  override readonly name = 'OutOfCredits'
}

export const handler = middy()
  .use(tracing())
  .handler(async () => {
    throw new OutOfCredits('Tenant 7 has none left')
  })
