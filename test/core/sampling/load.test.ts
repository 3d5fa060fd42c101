import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { currentTrace, type TraceRecord } from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

const REQUESTS = 20_000
const CONCURRENCY = 100
const RATE = 0.1

/** What so many requests leave at a rate: each is a start, four calls and an ending; one in a hundred fails. */
async function load(rate: number) {
  const handler = handlerOf([tracing({ metrics: true, sampling: { rate } })], async (event) => {
    const { n } = event as { n: number }
    const trace = currentTrace()
    trace.set({ jobId: `job-${n}`, tenantId: 'carousel-labs' })
    await trace.call('http', 'get', turn, { host: 'images.example.com', path: '/cats/tabby.jpg' })
    await trace.call('bedrock', 'invoke', turn, {
      modelId: 'us.stability.stable-image-remove-background-v1:0',
    })
    await trace.call('s3', 'putObject', turn, {
      bucket: 'bg-remover-results',
      key: `results/job-${n}.png`,
    })
    await trace.call('dynamodb', 'putItem', turn, { table: 'bg-remover-jobs' })
    trace.metric('ImagesProcessed', 1)
    return { statusCode: n % 100 === 0 ? 500 : 200 }
  })
  return captureRecords(async () => {
    for (let n = 0; n < REQUESTS; n += CONCURRENCY) {
      const some = Array.from({ length: CONCURRENCY }, (_, index) =>
        httpApiEvent({}, { n: n + index }),
      )
      await Promise.all(some.map((event) => handler(event, lambdaContext())))
    }
  })
}

const sumOf = (records: readonly TraceRecord[], name: string) =>
  records.reduce((sum, record) => sum + Number((record as never)[name] ?? 0), 0)
const bytesOf = (lines: readonly string[]) => lines.reduce((sum, { length }) => sum + length + 1, 0)

describe('20,000 requests, of which one in a hundred fails', () => {
  it('write at rate 0.1 all records of each failure, the same metrics, and less than 40 % of the bytes', async () => {
    const [all, some] = [await load(1), await load(RATE)]
    const byTrace = Map.groupBy(some.records, ({ traceId }) => traceId)
    expect(byTrace.size).toBe(REQUESTS)

    const failed = [...byTrace.values()].filter((records) => records.at(-1)?.result === 'error')
    expect(failed).toHaveLength(REQUESTS / 100)
    for (const records of failed) {
      expect(records.map(({ phase }) => phase)).toEqual([
        'start',
        'call',
        'call',
        'call',
        'call',
        'complete',
      ])
    }
    const kept = [...byTrace.values()].filter(({ length }) => length > 1).length - failed.length
    expect(kept / REQUESTS).toBeGreaterThan(RATE - 0.01)
    expect(kept / REQUESTS).toBeLessThan(RATE + 0.01)

    for (const name of ['Requests', 'Errors', 'Faults', 'ImagesProcessed']) {
      expect(sumOf(some.records, name)).toBe(sumOf(all.records, name))
    }
    expect(bytesOf(all.lines) / bytesOf(some.lines)).toBeGreaterThan(2.5)
  })
})
