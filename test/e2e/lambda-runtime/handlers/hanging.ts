import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

// Middy's own timeout ends a handler, but not a `before`.
export const handler = middy()
  .use(tracing())
  .before(() => currentTrace().hop('stock', () => fetch(`${process.env.GATE_URL}`)))
  .handler(async () => 'never')
