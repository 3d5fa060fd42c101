import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SampledEnding } from '../../../src/core/sampling/sampler.ts'
import type { TraceRecord, TracingOptions } from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { createTraceContext, logError, logRequest, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

type Trace = ReturnType<typeof createTraceContext>

/** What a request with these options leaves. */
async function recordsOf(run: (trace: Trace) => unknown, options: TracingOptions) {
  const { records } = await captureRecords(async () => {
    const trace = createTraceContext({ action: 'a', ...options })
    logRequest(trace, { method: 'GET', path: '/jobs/{id}' })
    await run(trace)
  })
  return records
}

const none = { sampling: { rate: 0 } }
const says = (records: TraceRecord[]) =>
  records.map(({ message, phase }) => (phase === 'log' ? message : phase))
const succeed = (trace: Trace) => logResponse(trace, { statusCode: 200, method: 'GET', own: 1 })

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe('the option sampling.keep', () => {
  it('is not called for a request that is already kept', async () => {
    const keep = vi.fn(() => false)
    const options = { sampling: { rate: 0, keep } }
    await recordsOf((trace) => {
      trace.keep()
      succeed(trace)
    }, options)
    expect(keep).not.toHaveBeenCalled()
    await recordsOf(succeed, options)
    expect(keep).toHaveBeenCalledOnce()
  })
})

describe('a request that is not sampled', () => {
  it('writes a short ending alone if it succeeds', async () => {
    const [record, ...more] = await recordsOf((trace) => {
      trace.set({ jobId: 'j', tenantId: 't' })
      trace.info('line')
      trace.hop('work', () => 1)
      succeed(trace)
    }, none)
    expect(more).toEqual([])
    expect(record).toMatchObject({
      phase: 'complete',
      jobId: 'j',
      tenantId: 't',
      result: 'success',
    })
    expect(record?.metadata).toEqual({ statusCode: 200, method: 'GET' })
  })

  it.each<[string, (trace: Trace) => void]>([
    ['an error', (trace) => logError(trace, new Error('no'))],
    ['a 5xx', (trace) => logResponse(trace, { statusCode: 503 })],
    ['a 4xx', (trace) => logResponse(trace, { statusCode: 404 })],
  ])('writes all of its records in order if it ends with %s', async (_what, end) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 })
    const records = await recordsOf((trace) => {
      trace.info('first')
      vi.setSystemTime(2_000)
      trace.hop('work', () => trace.info('inside'))
      vi.setSystemTime(3_000)
      end(trace)
    }, none)
    expect(says(records)).toEqual(['start', 'first', 'inside', 'hop', 'complete'])
    expect(records.map(({ timestamp }) => Date.parse(timestamp))).toEqual([1e3, 1e3, 2e3, 2e3, 3e3])
  })

  it.each<[string, (trace: Trace) => unknown, TracingOptions]>([
    ['takes slowMs or longer', () => undefined, { sampling: { rate: 0, slowMs: 0 } }],
    [
      'has an ending that sampling.keep keeps',
      () => 1,
      { sampling: { rate: 0, keep: ({ action }) => action === 'a' } },
    ],
    ['calls trace.keep()', (trace) => trace.keep(), none],
    [
      'belongs to a tenant with rate 1',
      (trace) => trace.set({ tenantId: 't' }),
      { sampling: { rate: 0, tenants: { t: 1 } } },
    ],
    ['writes an error', (trace) => trace.error('wrong'), none],
    [
      'has a failed call',
      (trace) => trace.call('s3', 'get', () => Promise.reject(new Error('x'))).catch(() => 1),
      none,
    ],
  ])('writes all of its records if it %s', async (_what, run, options) => {
    const records = await recordsOf(async (trace) => {
      trace.info('before')
      await run(trace)
      trace.info('after')
      succeed(trace)
    }, options)
    const all = says(records).filter((what) => what !== 'call' && what !== 'wrong')
    expect(all).toEqual(['start', 'before', 'after', 'complete'])
    expect(records.at(-1)?.metadata).toMatchObject({ own: 1 })
  })

  it('passes to sampling.keep what its ending has, on Lambda too', async () => {
    const endings: SampledEnding[] = []
    const keep = (ending: SampledEnding) => endings.push(ending) > 0
    const { records } = await captureRecords(() => {
      const handler = handlerOf([tracing({ sampling: { rate: 0, keep } })], () => ({
        statusCode: 202,
      }))
      return handler(httpApiEvent(), lambdaContext())
    })
    const { action, level, result, metadata } = records.at(-1) ?? {}
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(endings).toEqual([expect.objectContaining({ action, level, result })])
    const facts = { method: 'POST', path: '/process/{id}', statusCode: 202 }
    const all = { ...facts, remainingTime: expect.any(Number) }
    expect([metadata, endings[0]?.metadata]).toEqual([all, all])
  })

  it('writes all of its records if a called service of propagateTo answers with x-trace-keep', async () => {
    const answers = (keep: string) =>
      vi.stubGlobal('fetch', async () => new Response('', { headers: { 'x-trace-keep': keep } }))
    const run = async (trace: Trace) => {
      await trace.fetch('https://api.example/jobs')
      succeed(trace)
    }
    answers('1')
    expect(says(await recordsOf(run, none))).toEqual(['start', 'call', 'complete'])
    answers('0')
    expect(says(await recordsOf(run, none))).toEqual(['complete'])
    answers('1')
    expect(says(await recordsOf(run, { ...none, propagateTo: ['other.example'] }))).toEqual([
      'complete',
    ])
  })

  it('writes an error and the records before it at once', async () => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', ...none })
      trace.info('before')
      trace.error('wrong')
    })
    expect(says(records)).toEqual(['before', 'wrong'])
  })

  it('writes a late record of an error, and no other late record', async () => {
    const records = await recordsOf((trace) => {
      succeed(trace)
      trace.info('late line')
      trace.error('late error')
    }, none)
    expect(says(records)).toEqual(['complete', 'late error'])
  })

  it('holds at most 500 records, and counts the dropped ones in droppedRecords', async () => {
    const records = await recordsOf((trace) => {
      for (let n = 0; n < 2_000; n += 1)
        trace.info(`line ${n}`, { text: 'x'.repeat(n % 7 ? 1 : 20_000) })
      logError(trace, new Error('no'))
    }, none)
    expect(records.length).toBeLessThanOrEqual(501)
    expect(records.at(-2)?.message).toBe('line 1999')
    expect(records.at(-1)?.metadata?.droppedRecords).toBe(2_001 - (records.length - 1))
  })
})

describe('the flags of the traceparent to the next service', () => {
  const flagOf = (options: TracingOptions, traceparent?: string) =>
    createTraceContext({ action: 'a', ...options, headers: traceparent ? { traceparent } : {} })
      .headers()
      .get('traceparent')
      ?.slice(-2)
  const caller = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-'

  it('have the own decision, and the caller’s random bit', () => {
    expect(flagOf({})).toBe('03')
    expect(flagOf(none)).toBe('02')
    expect(flagOf({}, `${caller}00`)).toBe('01')
    expect(flagOf(none, `${caller}03`)).toBe('02')
  })

  it('have the caller’s decision only with trustSampling', async () => {
    expect(flagOf({ ...none, trustSampling: true }, `${caller}01`)).toBe('01')
    expect(flagOf({ trustSampling: true }, `${caller}00`)).toBe('00')
    const options = { trustSampling: true, headers: { traceparent: `${caller}00` } }
    expect(says(await recordsOf(succeed, options as TracingOptions))).toEqual(['complete'])
  })
})

describe('failureLevel', () => {
  const options = { level: 'info', failureLevel: 'debug' } as const

  it('writes records below the level if the request fails, and only then', async () => {
    const run = (statusCode: number) => (trace: Trace) => {
      trace.debug('quiet')
      trace.info('loud')
      logResponse(trace, { statusCode })
    }
    expect(says(await recordsOf(run(200), options))).toEqual(['start', 'loud', 'complete'])
    expect(says(await recordsOf(run(500), options))).toEqual(['start', 'loud', 'quiet', 'complete'])
    expect(says(await recordsOf(run(500), { ...options, ...none }))).toEqual([
      'start',
      'quiet',
      'loud',
      'complete',
    ])
  })

  it('drops records below the level first if there is no room', async () => {
    const records = await recordsOf(
      (trace) => {
        trace.debug('quiet')
        for (let n = 0; n < 499; n += 1) trace.info('line')
        logError(trace, new Error('no'))
      },
      { ...options, ...none },
    )
    expect(records).toHaveLength(501)
    expect(says(records).slice(0, 2)).toEqual(['start', 'line'])
  })
})

describe('a request with any sequence of records', () => {
  const steps: Record<string, (trace: Trace) => unknown> = {
    line: (trace) => trace.info('line', { one: 1 }),
    quiet: (trace) => trace.debug('quiet'),
    warning: (trace) => trace.warn('warning'),
    hop: (trace) => trace.hop('h', () => 1),
    call: (trace) => trace.call('s3', 'get', async () => 1, { key: 'k' }),
    nested: (trace) => trace.hop('o', () => trace.hop('i', async () => trace.info('n'))),
    set: (trace) => trace.set({ jobId: 'j' }),
  }
  const step = fc.constantFrom(...Object.keys(steps))
  const run = (names: string[], end: (trace: Trace) => void) => async (trace: Trace) => {
    for (const name of names) await steps[name]?.(trace)
    end(trace)
  }
  const comparable = (records: TraceRecord[]) =>
    records.map(({ timestamp, traceId, spanId, parentId, duration, ...rest }) => rest)

  it('writes all of them at rate 0 if it fails, and the short ending alone if it succeeds', async () => {
    const check = fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.boolean(),
      async (names, fails) => {
        const end = (trace: Trace) => logResponse(trace, { statusCode: fails ? 500 : 200 })
        const sampled = comparable(await recordsOf(run(names, end), {}))
        const unsampled = comparable(await recordsOf(run(names, end), none))
        expect(unsampled).toEqual(fails ? sampled : sampled.slice(-1))
      },
    )
    await fc.assert(check, { numRuns: 100 })
  })
})

describe('the options of sampling', () => {
  it.each<[object, string]>([
    [{ sampling: { rate: 2 } }, "option 'sampling.rate' must be a number from 0 to 1, got 2"],
    [
      { sampling: { rate: '0.1' } },
      "option 'sampling.rate' must be a number from 0 to 1, got '0.1'",
    ],
    [{ sampling: { tenants: 3 } }, "option 'sampling.tenants' must be an object of numbers"],
    [
      { sampling: { tenants: { acme: 1, other: '1' } } },
      "option 'sampling.tenants.other' must be a number from 0 to 1, got '1'",
    ],
    [{ sampling: { slowMs: -1 } }, "option 'sampling.slowMs' must be a number of milliseconds"],
    [{ sampling: { keep: true } }, "option 'sampling.keep' must be a function of the ending"],
    [{ sampling: { ratio: 1 } }, "unknown option 'sampling.ratio'"],
    [
      { failureLevel: 'all' },
      "option 'failureLevel' must be debug, info, warn or error, got 'all'",
    ],
  ])('throw an error at set-up if they are wrong: %j', (options, message) => {
    expect(() => createTraceContext({ action: 'a', ...options })).toThrow(`hoptrace: ${message}`)
  })

  it('are read from the environment, which code overrides', async () => {
    vi.stubEnv('HOPTRACE_SAMPLING_RATE', '0')
    expect(says(await recordsOf(succeed, {}))).toEqual(['complete'])
    expect(says(await recordsOf(succeed, { sampling: { rate: 1 } }))).toEqual(['start', 'complete'])
    vi.stubEnv('HOPTRACE_SAMPLING_RATE', 'ten')
    expect(() => createTraceContext({ action: 'a' })).toThrow(
      "hoptrace: HOPTRACE_SAMPLING_RATE must be a number from 0 to 1, got 'ten'",
    )
  })

  it('write the short ending alone if keep throws', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const keep = () => {
      throw new Error('no')
    }
    expect(says(await recordsOf(succeed, { sampling: { rate: 0, keep } }))).toEqual(['complete'])
    stderr.mockRestore()
  })
})
