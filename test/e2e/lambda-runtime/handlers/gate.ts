import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(async () => {
    const answer = await currentTrace().fetch(`${process.env.GATE_URL}`)
    return { statusCode: 200, body: await answer.text() }
  })
