import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, httpApiEvent, lambdaContext, untimed } from '../middy/invocation.ts'
import { queryOf, rowsOf } from './written.ts'

const BEGIN = Date.parse('2026-11-22T14:00:00.000Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime', 'Date'], now: BEGIN })
})
afterEach(() => void vi.useRealTimers())

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A request of a test: what it takes, and how it ends. */
interface Sent extends LambdaTracingOptions {
  readonly ms?: number
  readonly status?: number
  readonly thrown?: Error
  readonly tenant?: string
  readonly event?: object
  readonly handle?: Handle
  readonly context?: object
  /** How long to wait for its ending. */
  readonly until?: number
}

/** Sends requests one after the other. Returns their lines. */
async function written(...requests: readonly Sent[]): Promise<readonly string[]> {
  const { lines } = await captureRecords(async () => {
    for (const { ms = 0, status = 200, thrown, tenant, ...sent } of requests) {
      const { event = httpApiEvent(), handle, context = {}, until = ms, ...options } = sent
      const answer: Handle = async () => {
        currentTrace().set({ tenantId: tenant })
        await wait(ms)
        if (thrown !== undefined) throw thrown
        return { statusCode: status }
      }
      const handler = untimed([tracing(options)], handle ?? answer)
      void Promise.resolve(handler(event, lambdaContext(context))).catch(() => undefined)
      await vi.advanceTimersByTimeAsync(until + 1)
    }
  })
  return lines
}

const failing = (...names: readonly string[]): Handle => {
  return (event) =>
    eachRecord(event, (record) => {
      const { body } = record as { body: string }
      if (names.some((name) => body.includes(name))) throw new Error(`no ${body}`)
    })
}
const messages = (...names: readonly string[]) =>
  events.sqs(...names.map((name) => ({ body: { name } })))

describe('error-rate', () => {
  const errorRate = queryOf('error-rate')

  it('tells services with an action of the same name apart', async () => {
    const health = { action: 'GET /health' }
    const lines = await written(
      { ...health, service: 'orders', status: 500 },
      { ...health, service: 'credits' },
    )
    expect(await rowsOf(errorRate, lines)).toMatchObject([
      { service: 'orders', requestCount: '1', faultRatePct: '100' },
      { service: 'credits', requestCount: '1', faultRatePct: '0' },
    ])
  })

  it('counts a batch as one request, sampled or not', async () => {
    const batch = { event: messages('a', 'b', 'c', 'd'), handle: failing('b'), action: 'work' }
    const lines = await written(batch, { ...batch, handle: failing(), sampling: { rate: 0 } })
    expect(await rowsOf(errorRate, lines)).toMatchObject([
      { action: 'work', requestCount: '2', errorCount: '0', clientErrorCount: '0' },
    ])
  })
})

describe('duration-percentiles', () => {
  const percentiles = queryOf('duration-percentiles')

  it('tells services apart, and counts a batch as one request', async () => {
    const handle: Handle = (event) => eachRecord(event, () => wait(100))
    const batch = { event: messages('a', 'b', 'c'), handle, until: 100, action: 'work' }
    const lines = await written(
      { ...batch, service: 'orders' },
      { action: 'work', service: 'credits', ms: 400 },
    )
    expect(await rowsOf(percentiles, lines)).toEqual([
      {
        layer: 'lambda',
        service: 'credits',
        action: 'work',
        requestCount: '1',
        ...same(400, ['avgMs', 'p50Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'maxMs']),
      },
      {
        layer: 'lambda',
        service: 'orders',
        action: 'work',
        requestCount: '1',
        ...same(100, ['avgMs', 'p50Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'maxMs']),
      },
    ])
  })
})

const same = (value: number, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, String(value)]))

describe('recent-errors', () => {
  it('lists faults before the 404s of a bot, and the newest of each first', async () => {
    const fault = (ms: number) => ({ ms, status: 500, action: 'GET /orders/{id}' })
    const bot = Array.from({ length: 120 }, () => ({ status: 404, action: 'GET /wp-admin' }))
    const lines = await written(fault(1), fault(2), fault(3), ...bot)
    const rows = await rowsOf(queryOf('recent-errors'), lines)
    expect(rows).toHaveLength(100)
    const actions = rows.map(({ action }) => action)
    expect(actions).toEqual([
      ...Array(3).fill('GET /orders/{id}'),
      ...Array(97).fill('GET /wp-admin'),
    ])
    const times = rows.map((row) => row['@timestamp'] ?? '')
    expect(times.slice(0, 3)).toEqual(times.slice(0, 3).toSorted().toReversed())
    expect(times.slice(3)).toEqual(times.slice(3).toSorted().toReversed())
  })

  it('counts the errors of other loggers as faults, whatever they call the level', async () => {
    const lines = await written({ status: 404 })
    const others = ['ERROR', 'fatal', 'FATAL'].map((level) =>
      JSON.stringify({ level, timestamp: '2026-11-22T13:00:00.000Z', message: level }),
    )
    const rows = await rowsOf(queryOf('recent-errors'), [...lines, ...others])
    expect(rows.map(({ level }) => level).toSorted()).toEqual(['ERROR', 'FATAL', 'fatal', 'warn'])
    expect(rows.at(-1)?.level).toBe('warn')
  })
})

describe('timeouts', () => {
  it('lists the steps that were running, and no error that only has the code', async () => {
    const never = () => new Promise(() => undefined)
    const startedAt = BEGIN
    const getRemainingTimeInMillis = () => startedAt + 3000 - Date.now()
    const lines = await written(
      {
        action: 'orders:get',
        handle: () => currentTrace().hop('load', () => currentTrace().call('db', 'get', never)),
        context: { getRemainingTimeInMillis },
        until: 3000,
      },
      { action: 'orders:list', thrown: Object.assign(new Error('slow'), { code: 'TIMEOUT' }) },
    )
    const rows = await rowsOf(queryOf('timeouts'), lines)
    expect(rows).toHaveLength(1)
    expect(rows).toMatchObject([
      {
        action: 'orders:get',
        duration: '2970',
        'metadata.openSteps.0.name': 'load',
        'metadata.openSteps.0.age': '2970',
        'metadata.openSteps.1.name': 'service:db:get',
        'metadata.openSteps.1.age': '2970',
      },
    ])
    expect(rows[0]).not.toHaveProperty(['metadata.openSteps.2.name'])
  })
})

describe('slow-tenants', () => {
  it('lists the durations of each tenant and endpoint, the slowest first', async () => {
    const get = { action: 'orders:get', service: 'shop' }
    const lines = await written(
      { ...get, tenant: 'globex', ms: 100 },
      { ...get, tenant: 'acme', ms: 100 },
      { ...get, tenant: 'acme', ms: 900 },
      { ...get, ms: 5000 },
    )
    expect(await rowsOf(queryOf('slow-tenants'), lines)).toEqual([
      {
        tenantId: 'acme',
        service: 'shop',
        action: 'orders:get',
        requestCount: '2',
        p50Ms: '500',
        p95Ms: '860',
        maxMs: '900',
      },
      {
        tenantId: 'globex',
        service: 'shop',
        action: 'orders:get',
        requestCount: '1',
        ...same(100, ['p50Ms', 'p95Ms', 'maxMs']),
      },
    ])
  })
})

describe('new-errors', () => {
  const coded = (code: string) => Object.assign(new Error('no'), { code })
  const of = (version: string, sent: Sent): Sent => ({ action: 'orders:get', version, ...sent })

  it('lists what a version brought, and neither what was there nor what came after', async () => {
    const lines = await written(
      of('v4', { thrown: coded('OLD') }),
      of('v4', {}),
      of('v42', { thrown: coded('OLD') }),
      of('v42', { thrown: coded('NEW') }),
      of('v42', { status: 404 }),
      of('v4', { thrown: coded('NEW') }),
      of('v43', { thrown: coded('NEW') }),
      of('v43', { thrown: coded('LATER') }),
    )
    const ofVersion = async (version: string) => {
      const rows = await rowsOf(queryOf('new-errors'), lines, { version })
      return rows.map((row) => [row['error.code'], row.errorCount, row.faultCount, row.firstAt])
    }
    expect(await ofVersion('v42')).toEqual([
      ['NEW', '3', '3', '2026-11-22T14:00:00.003Z'],
      ['NOT_FOUND', '1', '0', '2026-11-22T14:00:00.004Z'],
    ])
    expect(await ofVersion('v43')).toEqual([['LATER', '1', '1', '2026-11-22T14:00:00.007Z']])
    expect(await ofVersion('v44')).toEqual([])
  })
})

describe('failed-records', () => {
  it('counts failed records by their queue, also of invocations that failed as a whole', async () => {
    const work = { action: 'work', service: 'shop' }
    const thrown = () => {
      throw new Error('no database')
    }
    const lines = await written(
      { ...work, event: messages('a', 'b', 'c', 'd'), handle: failing('b', 'd') },
      { ...work, event: messages('a', 'b', 'c'), handle: failing() },
      { ...work, event: messages('a', 'b', 'c'), handle: thrown },
      { ...work, event: messages('a'), handle: failing('a') },
      { ...work, action: 'read', event: events.kinesis({ body: { name: 'a' } }), handle: thrown },
    )
    const rows = await rowsOf(queryOf('failed-records'), lines)
    expect(rows.map(({ lastAt: _, exampleTraceId: __, ...row }) => row)).toEqual([
      {
        recordSource: 'orders',
        service: 'shop',
        action: 'work',
        failedCount: '6',
        batchCount: '3',
        wholeBatchCount: '2',
      },
      {
        recordSource: 'orders',
        service: 'shop',
        action: 'read',
        failedCount: '1',
        batchCount: '1',
        wholeBatchCount: '1',
      },
    ])
  })
})
