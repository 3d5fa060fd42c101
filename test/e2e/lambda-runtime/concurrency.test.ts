import { expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { outermost } from '../../middy/invocation.ts'
import { startGate } from './gate.ts'
import { byTrace, recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

const INVOCATIONS = 64
const WORKERS = 2

it('64 concurrent invocations of two workers stay apart', async () => {
  const gate = await startGate()
  const runtime = await startRuntime('gate', {
    AWS_LAMBDA_MAX_CONCURRENCY: String(INVOCATIONS),
    AWS_LAMBDA_NODEJS_WORKER_COUNT: String(WORKERS),
    GATE_URL: gate.url,
  })
  await runtime.idle(WORKERS)
  const traceIds = Array.from({ length: INVOCATIONS }, (_, index) => `order_${100 + index}`)
  const answers = traceIds.map((id) =>
    runtime.invoke(events.httpApi({ headers: { 'x-trace-id': id } })),
  )

  const arrivals = await gate.arrivals(INVOCATIONS)
  expect(arrivals.map((headers) => headers['x-trace-id']).sort()).toEqual(traceIds)
  gate.open()
  const bodies = (await Promise.all(answers)).map((posted) => JSON.parse(posted?.body ?? ''))
  expect(bodies).toEqual(
    traceIds.map((id) => ({ statusCode: 200, body: id, headers: { 'x-trace-id': id } })),
  )

  const traces = byTrace(recordsOf((await runtime.stop()).lines))
  const invocations = traces.map(outermost)
  expect(invocations.map(({ start }) => start.traceId).sort()).toEqual(traceIds)
  expect(new Set(invocations.map(({ start }) => start.requestId)).size).toBe(INVOCATIONS)
  expect(invocations.filter(({ start }) => start.coldStart)).toHaveLength(WORKERS)
  for (const records of traces) {
    const [start, call, ending, ...more] = records
    expect([start?.phase, call?.phase, ending?.phase, more]).toEqual([
      'start',
      'call',
      'complete',
      [],
    ])
    expect(call?.parentId).toBe(start?.spanId)
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1)
  }
})
