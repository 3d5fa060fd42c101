import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  currentTrace,
  type EndedSpan,
  type TraceRecord,
  type TracingOptions,
} from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { createTraceContext, logError, logRequest, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

type Trace = ReturnType<typeof createTraceContext>

/** What a request leaves that ends in 200. */
async function recordsOf(run: (trace: Trace) => unknown, options: TracingOptions = {}) {
  const { records } = await captureRecords(async () => {
    const trace = createTraceContext({ action: 'a', ...options })
    logRequest(trace)
    await run(trace)
    if (!(trace as unknown as { ended: boolean }).ended) logResponse(trace, { statusCode: 200 })
  })
  return records
}

const endingOf = (records: readonly TraceRecord[]) =>
  records.find(({ phase }) => phase === 'complete')
const attributesOf = async (...given: Parameters<typeof recordsOf>) =>
  endingOf(await recordsOf(...given))?.metadata

const hostile = {
  tenantId: 'acme',
  plan: 'pro',
  get broken() {
    throw new Error('unreadable')
  },
}

afterEach(() => vi.unstubAllEnvs())

describe('an attribute', () => {
  it('is in the metadata of the ending, and in no other record', async () => {
    const records = await recordsOf((trace) => {
      trace.set({ plan: 'pro', flags: { newCheckout: true } })
      trace.hop('h', () => 1)
    })
    expect(records.map(({ phase, metadata }) => [phase, metadata])).toEqual([
      ['start', undefined],
      ['hop', undefined],
      ['complete', { statusCode: 200, plan: 'pro', flags: { newCheckout: true } }],
    ])
  })

  it('is in the ending of a Lambda function, beside what is measured', async () => {
    const handler = handlerOf([tracing()], () => {
      currentTrace().set({ plan: 'pro', tenantId: 'acme' })
      return { statusCode: 200 }
    })
    const { records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    const ending = endingOf(records)
    expect(ending).toMatchObject({ tenantId: 'acme', metadata: { plan: 'pro', statusCode: 200 } })
    expect(ending?.metadata).not.toHaveProperty('tenantId')
  })

  it('is in the short ending of a request that isn’t sampled', async () => {
    const records = await recordsOf((trace) => trace.set({ plan: 'pro', cacheStatus: 'hit' }), {
      sampling: { rate: 0 },
    })
    expect(records.map(({ metadata }) => metadata)).toEqual([
      { statusCode: 200, plan: 'pro', cacheStatus: 'hit' },
    ])
  })

  it('is in the ending of a request that fails', async () => {
    const metadata = await attributesOf((trace) => {
      trace.set({ plan: 'pro' })
      logError(trace, new Error('broken'))
    })
    expect(metadata).toEqual({ statusCode: 500, plan: 'pro' })
  })

  it('is shown to sampling.keep', async () => {
    const keep = ({ metadata }: { metadata?: object | undefined }) =>
      (metadata as { plan?: string }).plan === 'pro'
    const options = { sampling: { rate: 0, keep } }
    const phases = async (plan: string) =>
      (await recordsOf((trace) => trace.set({ plan }), options)).map(({ phase }) => phase)
    expect(await phases('pro')).toEqual(['start', 'complete'])
    expect(await phases('free')).toEqual(['complete'])
  })

  it('gives way to what the engine measures', async () => {
    const metadata = await attributesOf((trace) => trace.set({ statusCode: 999, plan: 'pro' }))
    expect(metadata).toEqual({ statusCode: 200, plan: 'pro' })
  })

  it('is replaced by a later one of its name, and kept by one that is undefined', async () => {
    const metadata = await attributesOf((trace) => {
      trace.set({ plan: 'free', cart: 3 })
      trace.set({ plan: 'pro', cart: undefined })
    })
    expect(metadata).toEqual({ statusCode: 200, plan: 'pro', cart: 3 })
  })

  it('is what it was when it was set', async () => {
    const metadata = await attributesOf((trace) => {
      const cart = { items: 1 }
      trace.set({ cart })
      cart.items = 2
    })
    expect(metadata).toMatchObject({ cart: { items: 1 } })
  })

  it('holds no secret', async () => {
    const metadata = await attributesOf((trace) =>
      trace.set({ password: 'hunter-22', login: { email: 'a@b.example', password: 'hunter-22' } }),
    )
    expect(JSON.stringify(metadata)).not.toMatch(/hunter|b\.example/)
    expect(metadata).toMatchObject({ password: '[redacted]' })
  })

  it('keeps a pseudonym that equals that of other records', async () => {
    const redact = { pseudonymize: ['customer'], key: 'k'.repeat(16) }
    const records = await recordsOf(
      (trace) => {
        trace.info('m', { customer: 'ada' })
        trace.set({ customer: 'ada' })
      },
      { redact },
    )
    const [, line, ending] = records
    expect(line?.metadata?.customer).toMatch(/^hash:/)
    expect(ending?.metadata?.customer).toBe(line?.metadata?.customer)
  })

  it('named __proto__ is one like others', async () => {
    const metadata = await attributesOf((trace) => trace.set(JSON.parse('{"__proto__":{"a":1}}')))
    expect(Object.keys(metadata ?? {})).toEqual(['statusCode', '__proto__'])
  })

  it('that can’t be read leaves the others and the identity', async () => {
    const records = await recordsOf((trace) => trace.set(hostile))
    const { tenantId, metadata } = endingOf(records) ?? {}
    expect(tenantId).toBe('acme')
    expect(metadata).toEqual({ statusCode: 200, plan: 'pro', broken: '[unreadable]' })
  })
})

describe('many attributes', () => {
  it.each<[string, object]>([
    ['a long text', { text: 'x'.repeat(1_000_000) }],
    ['texts that JSON escapes', { text: '"\u0001'.repeat(100_000) }],
    ['many members', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`a${n}`, n]))],
    ['large numbers', Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`a${n}`, -n / 7]))],
  ])('of %s are cut to 4,000 characters, and the ending says so', async (_what, attributes) => {
    const records = await recordsOf((trace) => trace.set(attributes))
    const ending = endingOf(records)
    expect(ending).toMatchObject({ truncated: true, metadata: { statusCode: 200 } })
    const { statusCode, ...rest } = ending?.metadata ?? {}
    expect(JSON.stringify(rest).length).toBeLessThanOrEqual(4_000)
    expect(Object.keys(rest).length).toBeGreaterThan(0)
    expect(records[0]).not.toHaveProperty('truncated')
  })

  it('in many calls are bounded too, and keep the first ones', async () => {
    const metadata = await attributesOf((trace) => {
      for (let n = 0; n < 1_000; n += 1) trace.set({ [`a${n}`]: 'x'.repeat(50) })
    })
    expect(JSON.stringify(metadata).length).toBeLessThanOrEqual(4_100)
    expect(metadata).toHaveProperty('a0')
  })
})

describe('an attribute after the ending', () => {
  const late = (trace: Trace) => {
    logResponse(trace, { statusCode: 200 })
    trace.set({ plan: 'pro', tenantId: 'acme' })
  }

  it.each([{}, { sampling: { rate: 0 } }])('is one late record, with %j', async (options) => {
    const records = await recordsOf(late, options)
    expect(records.at(-1)).toMatchObject({
      level: 'info',
      phase: 'log',
      late: true,
      tenantId: 'acme',
      metadata: { plan: 'pro' },
    })
    expect(records.filter((record) => record.late)).toHaveLength(1)
  })

  it('is not written if only an identity is set', async () => {
    const records = await recordsOf((trace) => {
      logResponse(trace, { statusCode: 200 })
      trace.set({ tenantId: 'acme', plan: undefined })
    })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
})

describe('the option exportAttributes', () => {
  async function exported(options: TracingOptions) {
    const ended: EndedSpan[] = []
    const exporters = [{ onSpanEnd: (span: EndedSpan) => void ended.push(span) }]
    const set = (trace: Trace) => {
      trace.set({ plan: 'pro', cart: 3 })
      trace.hop('h', () => 1, { cart: 4 })
    }
    const logged = await attributesOf(set, { exporters, ...options })
    expect(logged).toEqual({ statusCode: 200, plan: 'pro', cart: 3 })
    return ended.map(({ record }) => record.metadata)
  }

  it('lets exporters have all attributes by default', async () => {
    expect(await exported({})).toEqual([{ cart: 4 }, { statusCode: 200, plan: 'pro', cart: 3 }])
  })

  it('names those that exporters get, and leaves the log and other metadata as they are', async () => {
    const some = [{ cart: 4 }, { statusCode: 200, plan: 'pro' }]
    expect(await exported({ exportAttributes: ['plan'] })).toEqual(some)
    vi.stubEnv('HOPTRACE_EXPORT_ATTRIBUTES', 'plan, other')
    expect(await exported({})).toEqual(some)
    expect(await exported({ exportAttributes: [] })).toEqual([{ cart: 4 }, { statusCode: 200 }])
  })

  it('refuses what is no list of names', () => {
    expect(() => createTraceContext({ action: 'a', exportAttributes: [''] })).toThrow(
      "hoptrace: option 'exportAttributes' must be a list of plain names, got ['']",
    )
  })
})

describe('the option identify', () => {
  it('sets no attributes, whatever else the function returns', async () => {
    const identify = () => ({ userId: 'ada', session: 'private' })
    const handler = handlerOf([tracing({ identify })], () => ({ statusCode: 200 }))
    const { records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    expect(endingOf(records)?.userId).toBe('ada')
    expect(JSON.stringify(records)).not.toContain('private')
  })
})
