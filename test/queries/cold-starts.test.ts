import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { captureRecords } from '../capture.ts'
import { freshWorker } from '../fresh-worker.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../middy/invocation.ts'
import { queryOf, rowsOf } from './written.ts'

/** Runs invocations in a new worker. */
async function inWorker(version: string, count: number, rate: number) {
  freshWorker()
  const { tracing } = await import('../../src/middy/index.ts')
  const options = { service: 'shop', version, sampling: { rate } }
  const handler = handlerOf([tracing(options)], async () => ({ statusCode: 200 }))
  return captureRecords(async () => {
    for (let index = 0; index < count; index += 1) await handler(httpApiEvent(), lambdaContext())
  })
}

const endingsOf = (records: readonly TraceRecord[]) =>
  records.filter(({ phase }) => phase === 'complete').map(({ duration = 0 }) => duration)

describe('cold-starts', () => {
  it('counts the cold starts of each function and version, also of requests that are not sampled', async () => {
    const first = await inWorker('v1', 3, 1)
    const second = await inWorker('v1', 1, 0)
    const third = await inWorker('v2', 1, 1)
    const workers = [first, second, third]
    const rows = await rowsOf(
      queryOf('cold-starts'),
      workers.flatMap(({ lines }) => lines),
    )
    const initTimes = workers.map(({ records }) =>
      records.flatMap(({ metadata }) => metadata?.initTime ?? []),
    )
    const [cold = 0, ...warm] = endingsOf(first.records)
    const [unsampled = 0] = endingsOf(second.records)
    const numbers = rows.map(({ service, functionName, version, ...others }) => [
      `${service} ${functionName} ${version}`,
      Object.fromEntries(Object.entries(others).map(([name, value]) => [name, Number(value)])),
    ])
    const average = (values: readonly number[]) =>
      expect.closeTo(values.reduce((sum, one) => sum + one, 0) / values.length, 6)
    expect(initTimes.map(({ length }) => length)).toEqual([1, 0, 1])
    expect(numbers).toEqual([
      [
        'shop bg-remover-process v1',
        {
          requestCount: 4,
          coldStartCount: 2,
          coldStartPct: 50,
          avgInitMs: initTimes[0]?.[0],
          maxInitMs: initTimes[0]?.[0],
          coldAvgMs: average([cold, unsampled]),
          avgMs: average([cold, ...warm, unsampled]),
        },
      ],
      [
        'shop bg-remover-process v2',
        {
          requestCount: 1,
          coldStartCount: 1,
          coldStartPct: 100,
          avgInitMs: initTimes[2]?.[0],
          maxInitMs: initTimes[2]?.[0],
          coldAvgMs: average(endingsOf(third.records)),
          avgMs: average(endingsOf(third.records)),
        },
      ],
    ])
  })
})
