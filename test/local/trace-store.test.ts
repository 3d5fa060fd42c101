import { describe, expect, it, onTestFinished } from 'vitest'
import type { TimedStep } from '../../local/timeline.ts'
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
    message: 'Request complete',
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

describe('with a user in the query', () => {
  const step = (spanId: string, parentId: string, owner: object) =>
    line(spanId, '050', {
      parentId,
      userId: undefined,
      phase: 'complete',
      action: `step-${spanId}`,
      duration: 1,
      result: 'success',
      ...owner,
    })
  const hop = { phase: 'hop' }
  const anna = { userId: 'anna', tenantId: 'acme' }
  const mallory = { userId: 'mallory', tenantId: 'acme' }

  async function namesFor(query: object, lines: readonly string[]): Promise<[number, string[]]> {
    const store = await newStore()
    for (const written of [START, END, ...lines]) store.addLine(written)
    const parameters = new URLSearchParams({ ...query })
    const response = await fetch(`${store.url}/traces/req_abc123xyz789?${parameters}`)
    const { steps } = (await response.json()) as { steps: TimedStep[] }
    const names = (all: readonly TimedStep[]): string[] =>
      all.flatMap(({ name, steps: within }) => [name, ...names(within)])
    return [response.status, names(steps)]
  }

  it('serves the requests of this user under the id, and the steps within them', async () => {
    const lines = [
      step('10', 'aa', anna),
      step('11', '10', hop),
      step('12', '11', { tenantId: 'acme' }),
      step('20', 'bb', mallory),
      step('21', '20', hop),
    ]
    expect(await namesFor(anna, lines)).toEqual([200, ['step-10', 'step-11', 'step-12']])
    expect(await namesFor(mallory, lines)).toEqual([200, ['step-20', 'step-21']])
  })

  it('leaves out what others or strangers did below a step of this user, and finds what is below others', async () => {
    const lines = [
      step('10', 'aa', anna),
      step('20', '10', mallory),
      step('21', '20', hop),
      step('30', '20', anna),
      step('40', '10', { tenantId: 'globex' }),
      step('50', '10', {}),
      step('51', '50', hop),
    ]
    expect(await namesFor(anna, lines)).toEqual([200, ['step-10']])
    expect(await namesFor(mallory, lines)).toEqual([200, ['step-20', 'step-21']])
  })

  it.each([
    { userId: 'anna', tenantId: 'globex' },
    { userId: 'bert', tenantId: 'acme' },
    { userId: '', tenantId: '' },
  ])('responds with 404 to %j, who has no request under the id', async (user) => {
    expect(await namesFor(user, [step('10', 'aa', anna)])).toEqual([404, []])
  })
})

it('responds with 404 to other paths', async () => {
  const store = await newStore()
  for (const path of ['/', '/traces/', '/traces/a/b']) {
    expect((await fetch(store.url + path)).status).toBe(404)
  }
})
