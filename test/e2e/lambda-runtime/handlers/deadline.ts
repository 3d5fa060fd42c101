import { setTimeout } from 'node:timers/promises'
import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

/** Answers when so many milliseconds are left until Lambda's timeout. */
// Without Middy’s own timeout, which answers 5 ms before Lambda’s.
export const handler = middy<{ name: string; left: number }>({ timeoutEarlyInMillis: 0 })
  .use(tracing({ metrics: true }))
  .handler(({ name, left }, context) =>
    currentTrace().hop(name, () => setTimeout(context.getRemainingTimeInMillis() - left)),
  )
