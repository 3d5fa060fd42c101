import middy from '@middy/core'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(async () => {
    await fetch(`${process.env.GATE_URL}`)
    process.exit(3)
  })
