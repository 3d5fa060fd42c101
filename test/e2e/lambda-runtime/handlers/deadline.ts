import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import middy from '@middy/core'
import { currentTrace } from 'hoptrace'
import { tracing } from 'hoptrace/middy'

const BEAT_MS = 5
const NEAR_MS = 150

/**
 * Answers when so many milliseconds are left until Lambda's timeout. Near the timeout, it prints the
 * time that is left, so that a test can tell whether the machine let the process run. Middy's own timeout
 * is off: it answers 5 ms before Lambda's.
 */
export const handler = middy<{ name: string; left: number }>({ timeoutEarlyInMillis: 0 })
  .use(tracing({ metrics: true }))
  .handler(async ({ name, left }, context) => {
    const remaining = () => context.getRemainingTimeInMillis()
    const beats = setInterval(() => {
      if (remaining() < NEAR_MS) writeSync(1, `left ${remaining()}\n`)
    }, BEAT_MS)
    await currentTrace().hop(name, () => setTimeout(remaining() - left))
    clearInterval(beats)
  })
