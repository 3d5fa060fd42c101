import { Readable } from 'node:stream'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, httpApiEvent, lambdaContext, type Middleware, untimed } from './invocation.ts'

const FAKED = ['setTimeout', 'clearTimeout', 'hrtime'] as const

beforeEach(() => void vi.useFakeTimers({ toFake: [...FAKED] }))
afterEach(() => void vi.useRealTimers())

const context = (milliseconds = 30_000) =>
  lambdaContext({ getRemainingTimeInMillis: () => milliseconds })
const never = () => new Promise(() => undefined)

/** Returns the records of an invocation until this time, in milliseconds. */
async function recordsAfter(
  milliseconds: number,
  handle: Handle,
  { options = {}, others = [] }: { options?: LambdaTracingOptions; others?: Middleware[] } = {},
): Promise<TraceRecord[]> {
  const { records } = await captureRecords(async () => {
    void untimed([tracing(options), ...others], handle)(httpApiEvent(), context())
    await vi.advanceTimersByTimeAsync(milliseconds)
  })
  await captureRecords(() => vi.advanceTimersByTimeAsync(30_000)) // until it has ended
  return records
}

const phases = (records: TraceRecord[]) => records.map(({ phase }) => phase)

describe('an invocation that times out', () => {
  it('has an ending 500 ms before Lambda’s timeout, with the running steps and their ages', async () => {
    const handle = async () => {
      const trace = currentTrace()
      await trace.hop('validate', () => 'done')
      await trace.hop('render', () => trace.call('bedrock', 'invoke', never))
    }
    expect(phases(await recordsAfter(29_499, handle))).toEqual(['start', 'hop'])
    const records = await recordsAfter(29_500, handle)
    expect(phases(records)).toEqual(['start', 'hop', 'complete'])
    expect(records.at(-1)).toMatchObject({
      level: 'error',
      message: 'Lambda timeout',
      result: 'error',
      duration: 29_500,
      Timeouts: 1,
      metadata: {
        method: 'POST',
        openSteps: [
          { name: 'render', age: 29_500 },
          { name: 'service:bedrock:invoke', age: 29_500 },
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
    const records = await recordsAfter(29_500, handle)
    const hops = records.filter(({ phase }) => phase === 'hop')
    expect(hops.map(({ hopName }) => hopName)).toEqual(['c', 'e', 'a'])
    expect(records.at(-1)?.metadata?.openSteps).toEqual([
      { name: 'b', age: 29_490 },
      { name: 'd', age: 29_470 },
    ])
  })

  it('names the response body if it is still being sent', async () => {
    const records = await recordsAfter(29_500, () => ({
      statusCode: 200,
      body: Readable.from('a'),
    }))
    expect(phases(records)).toEqual(['start', 'complete'])
    expect(records.at(-1)).toMatchObject({
      error: { code: 'TIMEOUT' },
      metadata: { openSteps: [{ name: 'response body', age: 29_500 }] },
    })
  })

  it('has an ending before the last 10 % of a short time', async () => {
    const handler = untimed([tracing()], never)
    const { records } = await captureRecords(async () => {
      void handler(httpApiEvent(), context(1_000))
      await vi.advanceTimersByTimeAsync(899)
      currentTrace().info('still going on')
      await vi.advanceTimersByTimeAsync(1)
    })
    expect(phases(records)).toEqual(['start', 'log', 'complete'])
  })

  it('has an ending timeoutMarginMs before the timeout', async () => {
    const options = { timeoutMarginMs: 2_000 }
    expect(phases(await recordsAfter(27_999, never, { options }))).toEqual(['start'])
    expect(phases(await recordsAfter(28_000, never, { options }))).toEqual(['start', 'complete'])
  })

  it('uses the default margin if timeoutMarginMs is longer than the time', async () => {
    const options = { timeoutMarginMs: 40_000 }
    expect(phases(await recordsAfter(29_499, never, { options }))).toEqual(['start'])
    expect(phases(await recordsAfter(29_500, never, { options }))).toEqual(['start', 'complete'])
  })

  it('has an ending if a before hangs', async () => {
    const hangs = { before: never as () => Promise<undefined> }
    const records = await recordsAfter(29_500, () => 'unreached', { others: [hangs] })
    expect(records.at(-1)).toMatchObject({ phase: 'complete', error: { code: 'TIMEOUT' } })
  })

  it('writes a late record if its handler answers after all', async () => {
    const handler = untimed([tracing()], async () => {
      await vi.advanceTimersByTimeAsync(29_500)
      currentTrace().info('on my way')
      return { statusCode: 200, body: '{}' }
    })
    const { records, value } = await captureRecords(() => handler(httpApiEvent(), context()))
    expect(value).toMatchObject({ statusCode: 200, headers: { 'x-trace-id': records[0]?.traceId } })
    expect(records.map(({ phase, late, metadata }) => [phase, late, metadata?.statusCode])).toEqual(
      [
        ['start', undefined, undefined],
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
