import { expect, it, onTestFinished } from 'vitest'
import { startTraceStore, type TraceStore } from '../../local/trace-store.ts'

async function newStore(): Promise<TraceStore> {
  const store = await startTraceStore()
  onTestFinished(store.stop)
  return store
}

/** A line of a trace, as a service writes it. */
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

it('tells the steps of a trace and their times, and not whom they are about', async () => {
  const store = await newStore()
  for (const written of [START, ANNOUNCED, INVOKED, END]) store.take(written)
  const answer = await fetch(`${store.url}/traces/req_abc123xyz789`)
  const of = { service: 'page', layer: 'api-route' }
  const invoke = { ...of, id: '02', name: 'invoke', start: 10, duration: 80 }
  expect(await answer.json()).toEqual({
    steps: [
      {
        ...of,
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

it('waits until all that began in a trace has ended', async () => {
  const store = await newStore()
  const order: string[] = []
  const asked = store.whole('req_abc123xyz789').then((records) => {
    order.push('told')
    return records
  })
  for (const written of [START, ANNOUNCED, END]) {
    store.take(written)
    await new Promise(setImmediate)
  }
  order.push('still waiting')
  store.take(INVOKED)
  expect(await asked).toHaveLength(4)
  expect(order).toEqual(['still waiting', 'told'])
})

it('tells what came by another pipe at the same time, too', async () => {
  const store = await newStore()
  const asked = store.whole('req_abc123xyz789')
  for (const written of [START, END]) store.take(written)
  await Promise.resolve()
  store.take(line('03', '050', { parentId: '01', service: 'function', phase: 'start' }))
  store.take(
    line('03', '060', { parentId: '01', phase: 'complete', duration: 10, result: 'success' }),
  )
  expect(await asked).toHaveLength(4)
})

it('knows nothing but traces', async () => {
  const store = await newStore()
  for (const path of ['/', '/traces/', '/traces/a/b']) {
    expect((await fetch(store.url + path)).status).toBe(404)
  }
})
