import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { newTraceId } from '../../src/core/platform/ids.ts'
import { TRACE_HEADERS } from '../../src/core/propagation/trace-headers.ts'
import { w3cFromTraceId } from '../../src/core/propagation/trace-id.ts'
import { createSampler } from '../../src/core/sampling/sampler.ts'
import { currentTrace, type TraceRecord, type TracingOptions } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { createTraceContext } from '../../src/next/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { type Handle, handlerOf, type Middleware, untimed } from '../middy/invocation.ts'
import { STRANGER, strangersIn } from '../stranger.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/sampling.md'

/** Ids of traces that each rate above 0 samples, and that no rate below 1 does. */
const SAMPLED = 'req_01a2033f-87ef-7634-bfff-ffffffffffff'
const UNSAMPLED = 'req_01a2033f-87ef-7634-8b00-000000000000'

const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** The records of an invocation with this set-up, whose event has these headers. */
async function recordsOf(
  middleware: Middleware,
  handle: Handle = () => ({ statusCode: 200 }),
  headers: Record<string, string> = { 'x-trace-id': UNSAMPLED },
): Promise<readonly TraceRecord[]> {
  const { records } = await captureRecords(() =>
    handlerOf([middleware], handle)(events.httpApi({ headers }), lambdaContext()),
  )
  return records
}

const isWhole = (records: readonly TraceRecord[]) => records[0]?.phase === 'start'

/** Whether all records of a request are written that takes this many milliseconds. */
async function isWholeAfter(milliseconds: number, middleware: Middleware): Promise<boolean> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] })
  const { records } = await captureRecords(async () => {
    const waits = () => new Promise((resolve) => setTimeout(resolve, milliseconds))
    const event = events.httpApi({ headers: { 'x-trace-id': UNSAMPLED } })
    const done = untimed([middleware], waits)(event, lambdaContext())
    await vi.advanceTimersByTimeAsync(milliseconds)
    await done
  })
  vi.useRealTimers()
  return isWhole(records)
}

afterEach(() => void vi.unstubAllEnvs())

describe('the page on sampling', () => {
  it('begins with a set-up that keeps the requests that the page names', async () => {
    const { traced } = await loadSample(PAGE, 'carousel-labs')
    expect(isWhole(await recordsOf(traced))).toBe(false)
    expect(isWhole(await recordsOf(traced, undefined, { 'x-trace-id': SAMPLED }))).toBe(true)
    expect(isWhole(await recordsOf(traced, () => ({ statusCode: 202 })))).toBe(true)
    const ofTenant = () => currentTrace().set({ tenantId: 'carousel-labs' })
    expect(isWhole(await recordsOf(traced, ofTenant))).toBe(true)
    expect([await isWholeAfter(1_900, traced), await isWholeAfter(2_000, traced)]).toEqual([
      false,
      true,
    ])
  })

  it('says how many records are held back', async () => {
    const [, count = '', size = ''] =
      /at most (\d+) records and (\d+) KB/.exec(sectionOf(PAGE, 'What is written')) ?? []
    const linesOf = async (lines: number, length: number) => {
      const records = await recordsOf(tracing({ sampling: { rate: 0 } }), () => {
        for (let line = 0; line < lines; line += 1) currentTrace().info('x'.repeat(length))
        return { statusCode: 500 }
      })
      return { records, dropped: records.at(-1)?.metadata?.droppedRecords }
    }
    const many = await linesOf(600, 1)
    expect(many.records).toHaveLength(Number(count) + 1)
    expect(many.dropped).toBe(601 - Number(count)) // and the start
    const { records } = await linesOf(200, 3_000)
    const held = records.slice(0, -1).map((record) => JSON.stringify(record).length)
    const characters = held.reduce((sum, length) => sum + length, 0)
    expect(characters).toBeLessThanOrEqual(Number(size) * 1024)
    expect(characters).toBeGreaterThan(Number(size) * 1024 * 0.95)
  })

  it('names the metadata of a short ending', async () => {
    const [, list = ''] =
      /and of the metadata (.+?)\./.exec(sectionOf(PAGE, 'What is written')) ?? []
    const [short] = await recordsOf(tracing({ sampling: { rate: 0 } }))
    expect(names(list)).toEqual(expect.arrayContaining(Object.keys(short?.metadata ?? {})))
    expect(short).toMatchObject({ phase: 'complete', duration: expect.any(Number) })
  })
})

const unsampled = (options: TracingOptions['sampling'] = {}) =>
  tracing({ sampling: { rate: 0, ...options } })

/** Whether the records of a request are written at once, at its end, or not: by the words of the page. */
const WRITTEN: Readonly<Record<string, () => Promise<readonly TraceRecord[]>>> = {
  'ends in anything but success: a 4xx too, or `partial`': () =>
    recordsOf(unsampled(), () => ({ statusCode: 404 })),
  'takes `slowMs` or longer': () => recordsOf(unsampled({ slowMs: 0 })),
  'ends so that `keep` returns `true`': () => recordsOf(unsampled({ keep: () => true })),
  'calls `trace.keep()`, or writes a record at level `error`': async () => {
    const kept = await recordsOf(unsampled(), () => currentTrace().keep())
    expect(isWhole(kept)).toBe(true)
    return recordsOf(unsampled(), () => currentTrace().error('failed'))
  },
  'is an invocation of a durable execution': async () => {
    const context = lambdaContext({ durableExecutionMode: 'ExecutionMode' })
    return (await captureRecords(() => handlerOf([unsampled()], () => 1)({}, context))).records
  },
  'succeeds otherwise': () => recordsOf(unsampled()),
}

describe('the table of what an unsampled request writes', () => {
  const rows = rowsOf(sectionOf(PAGE, 'What is written'))

  it('has a row for each case', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(WRITTEN))
  })

  it.each(rows)('is right for a request that %s', async (name, what = '') => {
    const records = (await WRITTEN[name]?.()) ?? []
    expect(isWhole(records)).toBe(what.startsWith('all records'))
    if (!isWhole(records)) expect(records.map(({ phase }) => phase)).toEqual(['complete'])
  })
})

let received: IncomingHttpHeaders = {}
const server = createServer((request, response) => {
  received = request.headers
  response.setHeader('x-trace-keep', '1').end()
}).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => server.close())
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

type Edge = (options: TracingOptions) => Promise<boolean>
const headersTo = async (options: TracingOptions, headers: Record<string, string>) => {
  await recordsOf(tracing(options), () => currentTrace().fetch(url), headers)
  return received
}
const traceparent = (flags: string) => `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-${flags}`

/** Whether a stranger has an effect, by the words of the page. */
const EDGES: Readonly<Record<string, { readonly safe: TracingOptions; readonly affects: Edge }>> = {
  'a trace id whose last 14 hex digits are `f`': {
    safe: { acceptInbound: false },
    affects: async (options) => {
      const id = { 'x-trace-id': SAMPLED }
      const isSampled = async (sampling: NonNullable<TracingOptions['sampling']>) =>
        isWhole(await recordsOf(tracing({ ...options, sampling }), undefined, id))
      expect(await isSampled({ rate: 1e-6, salt: 'a salt of the tests' })).toBe(false)
      return isSampled({ rate: 1e-6 })
    },
  },
  'an id that was sampled once, again and again': {
    safe: { acceptInbound: false },
    affects: async (options) => {
      const sampling = { rate: 1e-3, salt: 'a salt of the tests' }
      const sampler = createSampler(sampling)
      const ids = Array.from({ length: 100_000 }, newTraceId)
      const found = ids.find((id) => sampler.samples(w3cFromTraceId(id) ?? '')) ?? ''
      const middleware = tracing({ ...options, sampling })
      return isWhole(await recordsOf(middleware, undefined, { 'x-trace-id': found }))
    },
  },
  'the trace id of another request': {
    safe: { acceptInbound: false },
    affects: async (options) => (await recordsOf(tracing(options)))[0]?.traceId === UNSAMPLED,
  },
  'an id of up to 128 letters, digits, `_` and `-`': {
    safe: { acceptInbound: false },
    affects: async (options) => {
      const idOf = async (id: string) =>
        (await recordsOf(tracing(options), undefined, { 'x-trace-id': id }))[0]?.traceId
      expect(await idOf('x'.repeat(129))).toMatch(/^req_/)
      expect(await idOf('a b')).toMatch(/^req_/)
      return (await idOf('x_-1'.repeat(32))) === 'x_-1'.repeat(32)
    },
  },
  'a `tracestate` of up to 4,096 characters': {
    safe: { acceptInbound: false },
    affects: async (options) => {
      const tracestate = 'vendor=value'
      const sent = await headersTo(options, { traceparent: traceparent('01'), tracestate })
      return sent.tracestate === tracestate
    },
  },
  '`x-trace-hops: 9999`': {
    safe: { acceptInbound: false },
    affects: async (options) => {
      const headers = { 'x-trace-id': UNSAMPLED, 'x-trace-hops': '9999' }
      const records = await recordsOf(tracing(options), undefined, headers)
      return records.filter(({ message }) => message === 'Trace loop').length === 1
    },
  },
  '`X-Amzn-Trace-Id` with `Sampled=1`, outside of Lambda': {
    safe: {},
    affects: async (options) => {
      vi.stubEnv('AWS_XRAY_TRACING_ENABLED', 'true')
      const { xray } = await import('../../src/xray/index.ts')
      const headers = { 'x-amzn-trace-id': `Root=1-${'4'.repeat(8)}-${'b'.repeat(24)};Sampled=1` }
      const own = { action: 'a', headers, exporters: [xray()], sampling: { rate: 0 } }
      const isSampled = (given: TracingOptions) => {
        const sent = createTraceContext({ ...own, ...given })
          .headers()
          .get('x-amzn-trace-id')
        return sent?.includes('Sampled=1') === true
      }
      expect(isSampled({ trustSampling: true })).toBe(true)
      return isSampled(options)
    },
  },
  'a `traceparent` with the sampled flag': {
    safe: {},
    affects: async (options) => {
      const headers = { traceparent: traceparent('01') }
      const own = { trustSampling: true, sampling: { rate: 0 } }
      expect(isWhole(await recordsOf(tracing(own), undefined, headers))).toBe(true)
      const sampling = { rate: 0 }
      return isWhole(await recordsOf(tracing({ ...options, sampling }), undefined, headers))
    },
  },
  'requests that fail with a 4xx': {
    safe: { sampling: { keepClientErrors: false } },
    affects: async (options) => {
      const middleware = tracing({ ...options, sampling: { ...options.sampling, rate: 0 } })
      return isWhole(await recordsOf(middleware, () => ({ statusCode: 404 })))
    },
  },
}

describe('the section on failures', () => {
  const rows = rowsOf(sectionOf(PAGE, 'Failures'))
  const placesOf = (index: number) => Number(rows[index]?.[1]?.replace(',', ''))

  it.each([
    [0, 503],
    [1, 404],
  ])('is right for the number of those that are whole: row %d', async (row, statusCode) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 })
    const places = placesOf(row)
    expect(places).toBeGreaterThan(1)
    let whole = 0
    const middleware = tracing({ sampling: { rate: 0 } })
    for (let request = 0; request < places + 20; request += 1) {
      whole += Number(isWhole(await recordsOf(middleware, () => ({ statusCode }))))
    }
    vi.useRealTimers()
    expect(whole).toBe(places)
  })

  it('names the metadata of a failure that is not whole', async () => {
    const middleware = tracing({ sampling: { rate: 0, keepClientErrors: 0 } })
    const [ending] = await recordsOf(middleware, () => ({ statusCode: 404 }))
    expect(sectionOf(PAGE, 'Failures')).toContain('`metadata.droppedRecords`')
    expect(ending).toMatchObject({ error: { code: 'NOT_FOUND' }, metadata: { droppedRecords: 1 } })
  })
})

describe('the section on public edges', () => {
  const rows = rowsOf(sectionOf(PAGE, 'Public edges'))

  it('has a row for each header', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(EDGES))
  })

  it.each(rows)('is right for %s', async (name, effect) => {
    const { safe, affects } = EDGES[name] ?? { safe: {}, affects: async () => false }
    expect(await affects({})).toBe(effect !== 'none')
    expect(await affects(safe)).toBe(false)
  })

  it.each([
    ['the secret', 'a', 'a', true],
    ['another secret', 'a', 'b', false],
    ['no secret', 'a', undefined, false],
    ['no secret, where none is configured', undefined, undefined, false],
    ['an empty secret, where none is configured', '', '', false],
  ])('shows an edge that checks a caller’s secret: %s', async (_name, secret, given, accepted) => {
    vi.stubEnv('GATEWAY_SECRET', secret)
    const [, sample = ''] = blocksOf(PAGE, 'tsx?')
    const headers = { 'x-trace-id': UNSAMPLED, 'x-gateway-secret': given }
    const child = runModule(`
      import middy from '@middy/core'
      ${sample}
      const event = ${JSON.stringify(events.httpApi({ headers: { ...headers } as never }))}
      await middy().use(traced).handler(() => 1)(event, {})
    `)
    const lines = await textOf(child.stdout)
    expect(lines.includes(UNSAMPLED)).toBe(accepted)
    expect(lines).toContain('Lambda success')
  })

  it('says that hosts outside of propagateTo get no trace, and cannot keep a request', async () => {
    const [, list = ''] = /propagateTo: \[(.+)\]/.exec(sectionOf(PAGE, 'Public edges')) ?? []
    const propagateTo = [...list.matchAll(/'([^']+)'/g)].map(([, host = '']) => host)
    const own = { sampling: { rate: 0 } }
    const call = () => currentTrace().fetch(url)
    expect(isWhole(await recordsOf(tracing(own), call))).toBe(true)
    expect(received).toHaveProperty('x-trace-id')
    expect(isWhole(await recordsOf(tracing({ ...own, propagateTo }), call))).toBe(false)
    expect(received).not.toHaveProperty('x-trace-id')
  })

  it('says what a flood of requests writes at level warn', async () => {
    const statuses = [404, 200].map(async (statusCode) => {
      const handle = () => {
        currentTrace().hop('work', () => 1)
        return { statusCode }
      }
      const records = await recordsOf(tracing({ level: 'warn', metrics: true }), handle)
      return records.map(({ phase }) => phase)
    })
    expect(await Promise.all(statuses)).toEqual([['complete'], ['complete']])
  })

  it('lists the trace headers of a refused caller, none of which is sent on', async () => {
    const [, list = ''] =
      /Its trace headers are (.+?)\. In a request/.exec(sectionOf(PAGE, 'Public edges')) ?? []
    const listed = names(list).map((name) => name.toLowerCase())
    expect(listed).toEqual(TRACE_HEADERS)
    const headers = Object.fromEntries(listed.map((name) => [name, STRANGER[name] ?? '']))
    const middleware = tracing({ acceptInbound: false })
    await recordsOf(middleware, () => currentTrace().fetch(url, { headers }), headers)
    expect(strangersIn(JSON.stringify(received))).toEqual([])
    await recordsOf(middleware, () => fetch(url, { headers }), headers)
    expect(received).toMatchObject(headers)
  })
})
