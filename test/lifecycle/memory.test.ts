import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../child.ts'

const REQUESTS = 200_000

// Prints the heap's growth in bytes over the second half of the requests. `keep` runs in each of them.
const sequential = (keep: string) => `
  import { writeSync } from 'node:fs'
  import middy from '@middy/core'
  import { currentTrace } from 'hoptrace'
  import { tracing } from 'hoptrace/middy'
  const kept = []
  const handler = middy().use(tracing({ level: 'error' })).handler(async () => {
    const trace = currentTrace()
    trace.set({ jobId: 'j' })
    await trace.hop('work', async () => currentTrace().info('inside'))
    ${keep}
    return { statusCode: 200 }
  })
  const event = { requestContext: { http: { method: 'GET' } }, routeKey: 'GET /x', headers: {} }
  const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed }
  let before
  for (let n = 0; n < ${REQUESTS}; n += 1) {
    if (n === ${REQUESTS / 2}) before = heap()
    await handler(event, { awsRequestId: String(n), getRemainingTimeInMillis: () => 30_000 })
  }
  writeSync(2, String(heap() - before))
`

async function growth(keep = ''): Promise<number> {
  const child = runModule(sequential(keep), ['--expose-gc'])
  child.stdout.resume()
  const [text] = await Promise.all([textOf(child.stderr), once(child, 'close')])
  return Number(text)
}

describe('200,000 sequential requests', { timeout: 60_000 }, () => {
  it('leave nothing in memory', async () => {
    const megabyte = 2 ** 20
    // The second run leaks on purpose: it shows that a leak is seen.
    const [clean, leaking] = await Promise.all([growth(), growth('kept.push(trace)')])
    expect(clean).toBeLessThan(megabyte)
    expect(leaking).toBeGreaterThan(20 * megabyte)
  })
})
