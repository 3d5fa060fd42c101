import { expect, it, onTestFinished } from 'vitest'
import { startTraceStore, type TraceStore } from '../../local/trace-store.ts'

async function newStore(): Promise<TraceStore> {
  const store = await startTraceStore()
  onTestFinished(store.stop)
  return store
}

/** Returns a line of a trace, as a service writes it. */
function line(spanId: string, at: string, more: object): string {
  return JSON.stringify({
    timestamp: `2026-11-22T14:30:00.${at}Z`,
    level: 'info',
    traceId: 'req_abc123xyz789',
    service: 'page',
    layer: 'api-route',
    action: 'images:process',
    userId: 'user_1',
    spanId,
    ...more,
  })
}

const START = line('01', '000', { phase: 'start' })
const ANNOUNCED = line('02', '010', {
  parentId: '01',
  phase: 'hop',
  hopName: 'invoke',
  hopResult: 'start',
})
const INVOKED = line('02', '090', {
  parentId: '01',
  phase: 'hop',
  hopName: 'invoke',
  duration: 80,
  result: 'error',
  error: { code: 'NOT_FOUND', message: 'There is no such picture' },
})
const END = line('01', '100', { phase: 'complete', duration: 100, result: 'success' })

it('serves the steps of a trace and their times, without data of users', async () => {
  const store = await newStore()
  for (const written of [START, ANNOUNCED, INVOKED, END]) store.addLine(written)
  const response = await fetch(`${store.url}/traces/req_abc123xyz789`)
  const common = { service: 'page', layer: 'api-route' }
  const invoke = { ...common, id: '02', name: 'invoke', start: 10, duration: 80 }
  expect(await response.json()).toEqual({
    steps: [
      {
        ...common,
        id: '01',
        name: 'images:process',
        start: 0,
        duration: 100,
        result: 'success',
        steps: [{ ...invoke, result: 'error', code: 'NOT_FOUND', steps: [] }],
      },
    ],
  })
})

it('waits until everything that began in a trace has ended', async () => {
  const store = await newStore()
  const order: string[] = []
  const waiting = store.waitForTrace('req_abc123xyz789').then((records) => {
    order.push('resolved')
    return records
  })
  for (const written of [START, ANNOUNCED, END]) {
    store.addLine(written)
    await new Promise(setImmediate)
  }
  order.push('still waiting')
  store.addLine(INVOKED)
  expect(await waiting).toHaveLength(4)
  expect(order).toEqual(['still waiting', 'resolved'])
})

it('includes records that arrive by another pipe at the same time', async () => {
  const store = await newStore()
  const waiting = store.waitForTrace('req_abc123xyz789')
  for (const written of [START, END]) store.addLine(written)
  await Promise.resolve()
  store.addLine(line('03', '050', { parentId: '01', service: 'function', phase: 'start' }))
  store.addLine(
    line('03', '060', { parentId: '01', phase: 'complete', duration: 10, result: 'success' }),
  )
  expect(await waiting).toHaveLength(4)
})

it('responds with 404 to other paths', async () => {
  const store = await newStore()
  for (const path of ['/', '/traces/', '/traces/a/b']) {
    expect((await fetch(store.url + path)).status).toBe(404)
  }
})
