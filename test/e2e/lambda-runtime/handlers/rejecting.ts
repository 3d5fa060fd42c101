import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(() => {
    void Promise.reject(new RangeError('Nobody awaits this'))
    return new Promise(() => undefined)
  })
