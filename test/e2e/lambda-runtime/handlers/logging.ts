import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

export const handler = middy()
  .use(tracing())
  .handler(async () => {
    // biome-ignore lint/suspicious/noConsole: what Lambda makes of it is compared with our lines
    console.info('Three orders')
    currentTrace().info('Orders read', { orders: 3 })
    throw new Error('No stock')
  })
