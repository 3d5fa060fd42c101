import { Readable } from 'node:stream'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import middy6 from 'middy-6'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import {
  type Handle,
  httpApiEvent,
  invoke,
  lambdaContext,
  type Middleware,
  untimed,
} from './invocation.ts'

const FAKED = ['setTimeout', 'clearTimeout', 'hrtime'] as const

beforeEach(() => void vi.useFakeTimers({ toFake: [...FAKED] }))
afterEach(() => void vi.useRealTimers())

/** The context of an invocation that begins now, and may run this long. */
const context = (milliseconds = 30_000) => {
  const startedAt = process.hrtime.bigint()
  return lambdaContext({
    getRemainingTimeInMillis: () =>
      Math.round(milliseconds - Number(process.hrtime.bigint() - startedAt) / 1e6),
  })
}
const errors = httpErrorHandler({ logger: false })
const answer = (statusCode: number) => () => ({ statusCode })
const never = () => new Promise(() => undefined)

/** Returns the records of an invocation until this time, in milliseconds. */
async function recordsAfter(
  milliseconds: number,
  handle: Handle,
  {
    options = {},
    others = [],
    time,
  }: { options?: LambdaTracingOptions; others?: Middleware[]; time?: number } = {},
): Promise<TraceRecord[]> {
  const { records } = await captureRecords(async () => {
    void untimed([tracing(options), ...others], handle)(httpApiEvent(), context(time))
    await vi.advanceTimersByTimeAsync(milliseconds)
  })
  await captureRecords(() => vi.advanceTimersByTimeAsync(30_000)) // until it has ended
  return records
}

const phases = (records: TraceRecord[]) => records.map(({ phase }) => phase)

describe('an invocation near its deadline', () => {
  const step = async () => {
    await currentTrace().hop('render', never)
  }

  it('has a note 500 ms before Lambda’s timeout, with the running steps', async () => {
    expect(phases(await recordsAfter(29_499, step))).toEqual(['start'])
    const records = await recordsAfter(29_500, step)
    expect(records.slice(1)).toMatchObject([
      {
        phase: 'log',
        level: 'warn',
        message: 'Deadline near',
        metadata: { remainingTime: 500, openSteps: [{ name: 'render', age: 29_500 }] },
      },
    ])
    expect(records[1]).not.toHaveProperty('result')
    expect(records[1]).not.toHaveProperty('Timeouts')
  })

  it('is a success if it answers in time', async () => {
    const handler = untimed([tracing({ metrics: true })], async () => {
      await vi.advanceTimersByTimeAsync(29_700)
      return { statusCode: 200, body: '{}' }
    })
    const { records } = await captureRecords(() => handler(httpApiEvent(), context()))
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'Deadline near',
      'Lambda success',
    ])
    expect(records[2]).toMatchObject({ result: 'success', Faults: 0, Errors: 0, Timeouts: 0 })
    expect(records[1]).not.toHaveProperty('_aws')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is written in full although it is not sampled', async () => {
    const handler = untimed([tracing({ sampling: { rate: 0 } })], async () => {
      currentTrace().info('on my way')
      await vi.advanceTimersByTimeAsync(29_600)
    })
    const { records } = await captureRecords(() => handler(httpApiEvent(), context()))
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'on my way',
      'Deadline near',
      'Lambda success',
    ])
  })

  it.each([
    ['10 % of a short time', 1_000, {}, 900],
    ['timeoutMarginMs', 30_000, { timeoutMarginMs: 2_000 }, 28_000],
    ['the default if timeoutMarginMs is longer', 30_000, { timeoutMarginMs: 40_000 }, 29_500],
  ])('has the note before %s', async (_what, time, options, at) => {
    expect(phases(await recordsAfter(at - 1, never, { options, time }))).toEqual(['start'])
    expect(phases(await recordsAfter(at, never, { options, time }))).toEqual(['start', 'log'])
  })

  it('has no note if its margin is not longer than that of the ending', async () => {
    const options = { timeoutMarginMs: 250 }
    const records = await recordsAfter(30_000, never, { options })
    expect(phases(records)).toEqual(['start', 'complete'])
  })
})

describe('an invocation that times out', () => {
  it('has an ending 250 ms before Lambda’s timeout, with the running steps and their ages', async () => {
    const handle = async () => {
      const trace = currentTrace()
      await trace.hop('validate', () => 'done')
      await trace.hop('render', () => trace.call('bedrock', 'invoke', never))
    }
    expect(phases(await recordsAfter(29_749, handle))).toEqual(['start', 'hop', 'log'])
    const records = await recordsAfter(29_750, handle)
    expect(phases(records)).toEqual(['start', 'hop', 'log', 'complete'])
    expect(records.at(-1)).toMatchObject({
      level: 'error',
      message: 'Lambda timeout',
      result: 'error',
      duration: 29_750,
      Timeouts: 1,
      metadata: {
        method: 'POST',
        openSteps: [
          { name: 'render', age: 29_750 },
          { name: 'service:bedrock:invoke', age: 29_750 },
        ],
      },
      error: {
        code: 'TIMEOUT',
        message: expect.stringMatching(/^Still running \d+ ms before Lambda's timeout$/),
      },
    })
  })

  it('names only running steps, the oldest first', async () => {
    const wait = (milliseconds: number) =>
      new Promise<void>((resolve) => void setTimeout(resolve, milliseconds))
    const handle = () =>
      Promise.all(
        Object.entries({ a: 300, b: 40_000, c: 100, d: 40_000, e: 150 }).map(
          async ([name, duration], i) => {
            await wait(10 * i)
            await currentTrace().hop(name, () => wait(duration))
          },
        ),
      )
    const records = await recordsAfter(29_750, handle)
    const hops = records.filter(({ phase }) => phase === 'hop')
    expect(hops.map(({ hopName }) => hopName)).toEqual(['c', 'e', 'a'])
    expect(records.at(-1)?.metadata?.openSteps).toEqual([
      { name: 'b', age: 29_740 },
      { name: 'd', age: 29_720 },
    ])
  })

  it('names the response body if it is still being sent', async () => {
    const records = await recordsAfter(29_750, () => ({
      statusCode: 200,
      body: Readable.from('a'),
    }))
    expect(phases(records)).toEqual(['start', 'log', 'complete'])
    expect(records.at(-1)).toMatchObject({
      error: { code: 'TIMEOUT' },
      metadata: { openSteps: [{ name: 'response body', age: 29_750 }] },
    })
  })

  it.each([
    [900_000, 250],
    [30_000, 250],
    [10_000, 100],
    [3_000, 30],
    [300, 30],
    [40, 20],
  ])('of %i ms has its ending %i ms before Lambda’s timeout', async (time, margin) => {
    const at = time - margin
    expect(phases(await recordsAfter(at - 1, never, { time }))).not.toContain('complete')
    expect(phases(await recordsAfter(at, never, { time }))).toContain('complete')
  })

  it('has its ending at once if its process had been busy until then', async () => {
    const left = vi.fn(() => 200).mockReturnValueOnce(30_000)
    const { records } = await captureRecords(async () => {
      void untimed([tracing()], never)(
        httpApiEvent(),
        lambdaContext({ getRemainingTimeInMillis: left }),
      )
      await vi.advanceTimersByTimeAsync(29_500)
    })
    expect(records.map(({ message }) => message)).toEqual(['Lambda start', 'Lambda timeout'])
  })

  it('has an ending if a before hangs', async () => {
    const hangs = { before: never as () => Promise<undefined> }
    const records = await recordsAfter(29_750, () => 'unreached', { others: [hangs] })
    expect(records.at(-1)).toMatchObject({ phase: 'complete', error: { code: 'TIMEOUT' } })
  })

  it('writes a late record if its handler answers after all', async () => {
    const handler = untimed([tracing()], async () => {
      await vi.advanceTimersByTimeAsync(29_750)
      currentTrace().info('on my way')
      return { statusCode: 200, body: '{}' }
    })
    const { records, value } = await captureRecords(() => handler(httpApiEvent(), context()))
    expect(value).toMatchObject({ statusCode: 200, headers: { 'x-trace-id': records[0]?.traceId } })
    expect(records.map(({ phase, late, metadata }) => [phase, late, metadata?.statusCode])).toEqual(
      [
        ['start', undefined, undefined],
        ['log', undefined, undefined],
        ['complete', undefined, undefined],
        ['log', true, undefined],
        ['log', true, 200],
      ],
    )
  })

  it('has its ending before Middy’s own timeout, which becomes a late record', async () => {
    vi.useRealTimers()
    const handler = middy()
      .use(tracing())
      .use(httpErrorHandler({ logger: false }))
      .handler(never)
    const { records } = await captureRecords(() =>
      handler(httpApiEvent() as never, context(100) as never),
    )
    expect(records.map(({ phase, late }) => [phase, late])).toEqual([
      ['start', undefined],
      ['complete', undefined],
      ['log', true],
    ])
  })

  it.each([
    ['the error that Middy throws', {}, [], undefined],
    ['answered by an error handler', {}, [errors], 500],
    ['answered by timeoutEarlyResponse', { timeoutEarlyResponse: answer(408) }, [], 408],
    ['answered with 504', { timeoutEarlyResponse: answer(504) }, [], 504],
  ])('is a timeout if Middy gave up first: %s', async (_what, config, others, statusCode) => {
    vi.useRealTimers()
    for (const core of [middy, middy6 as unknown as typeof middy]) {
      const handler = core({ timeoutEarlyInMillis: 400, ...config })
        .use([tracing({ metrics: true }), ...others])
        .handler(() => currentTrace().hop('render', never))
      const { records, value } = await captureRecords(() =>
        handler(
          httpApiEvent() as never,
          lambdaContext({ getRemainingTimeInMillis: () => 500 }) as never,
        ),
      )
      expect((value as { statusCode?: number } | undefined)?.statusCode).toBe(statusCode)
      expect(records.map(({ message }) => message)).toEqual(['Lambda start', 'Lambda timeout'])
      expect(records[1]).toMatchObject({
        level: 'error',
        result: 'error',
        error: { code: 'TIMEOUT' },
        Timeouts: 1,
        Faults: 1,
        metadata: { statusCode: statusCode ?? 500, openSteps: [{ name: 'render' }] },
      })
    }
  })

  it('ends the records that it was handling if Middy gave up first', async () => {
    vi.useRealTimers()
    const handler = middy({ timeoutEarlyInMillis: 400 })
      .use(tracing())
      .handler((event) => eachRecord(event, (_record, trace) => trace.hop('render', never)))
    const { records } = await captureRecords(() =>
      handler(events.sqs({}), lambdaContext({ getRemainingTimeInMillis: () => 500 }) as never),
    )
    const endings = records.filter(({ phase }) => phase === 'complete')
    expect(endings.map(({ message, Timeouts }) => [message, Timeouts])).toEqual([
      ['Record timeout', undefined],
      ['Lambda timeout', 1],
    ])
    for (const { metadata } of endings)
      expect(metadata).toMatchObject({ openSteps: [{ name: 'render' }] })
    expect(endings[0]?.metadata).not.toHaveProperty('statusCode')
  })

  it('is none if it answers 408 with all of its steps ended', async () => {
    const { ending } = await invoke([tracing()], async () => {
      await currentTrace().hop('render', () => undefined)
      return { statusCode: 408 }
    })
    expect(ending).toMatchObject({ message: 'Lambda failure', level: 'warn' })
    expect(ending).not.toHaveProperty('Timeouts')
  })
})

it.each<[string, Handle, string]>([
  ['a success', () => ({ statusCode: 200 }), 'Lambda success'],
  ['an error', () => Promise.reject(new Error('no')), 'Lambda error'],
])('%s names the steps that still run', async (_what, handle, message) => {
  const { ending } = await invoke([tracing()], (event, ctx) => {
    void currentTrace().hop('render', never)
    return handle(event, ctx)
  })
  expect(ending).toMatchObject({ message, metadata: { openSteps: [{ name: 'render' }] } })
})

describe('the timer', () => {
  it.each<[string, Handle, Middleware[]]>([
    ['success', () => 'done', []],
    ['an error', () => Promise.reject(new Error('no')), []],
    ['an early return', () => 'unreached', [{ before: () => ({ statusCode: 304 }) as never }]],
  ])('is cleared after %s', async (_what, handle, others) => {
    const { records } = await captureRecords(async () => {
      await untimed([tracing(), ...others], handle)(httpApiEvent(), context())
    })
    expect(phases(records)).toEqual(['start', 'complete'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([
    ['missing', { getRemainingTimeInMillis: undefined }],
    ['0', { getRemainingTimeInMillis: () => 0 }],
    ['negative', { getRemainingTimeInMillis: () => -1 }],
    ['not a number', { getRemainingTimeInMillis: () => Number.NaN }],
    ['a text', { getRemainingTimeInMillis: () => 'soon' }],
    ['endless', { getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY }],
    ['longer than a timer may be', { getRemainingTimeInMillis: () => 2 ** 33 }],
    [
      'that of a durable execution, which may be suspended',
      { durableExecutionMode: 'ExecutionMode' },
    ],
  ])('is not set if getRemainingTimeInMillis is %s', async (_what, members) => {
    await captureRecords(() => {
      void untimed([tracing()], never)(httpApiEvent(), lambdaContext(members))
    })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is set for the longest time that a timer may have', async () => {
    await captureRecords(() => {
      void untimed([tracing()], never)(httpApiEvent(), context(2 ** 31 - 1 + 500))
    })
    expect(vi.getTimerCount()).toBe(1)
  })

  it('is not set if getRemainingTimeInMillis throws', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const getRemainingTimeInMillis = () => {
      throw new Error('no')
    }
    const handler = untimed([tracing()], () => 'done')
    const { value } = await captureRecords(() =>
      handler(httpApiEvent(), lambdaContext({ getRemainingTimeInMillis })),
    )
    stderr.mockRestore()
    expect(value).toBe('done')
  })
})

describe('timeoutMarginMs', () => {
  it.each([0, -1, Number.NaN, '500'])(
    'throws a TypeError at set-up if it is %j',
    (timeoutMarginMs) => {
      expect(() => tracing({ timeoutMarginMs } as never)).toThrow(
        "hoptrace: option 'timeoutMarginMs' must be a whole number of 1 or more, got",
      )
    },
  )
})
