import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

// Uses the logger of the module that is named outside of a request, in one, and in a hop of it.
const { logger } = await import(process.env.LOGGER ?? '')
logger.info('outside')

export const handler = middy()
  .use(tracing({ service: 'shop', action: 'orders:get' }))
  .handler(async () => {
    logger.info('in the request')
    await currentTrace().hop('lookup', async () => logger.info('in a hop'))
    return { statusCode: 200, body: '{}' }
  })
