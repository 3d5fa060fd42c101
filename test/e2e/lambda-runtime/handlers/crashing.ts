import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(() => {
    setImmediate(() => {
      throw new RangeError('Nobody awaits this')
    })
    return new Promise(() => undefined)
  })
