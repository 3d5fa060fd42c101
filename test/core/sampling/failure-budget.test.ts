import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord, type TracingOptions } from '../../../src/index.ts'
import { eachRecord, tracing } from '../../../src/middy/index.ts'
import {
  createTraceContext,
  logError,
  logRequest,
  logResponse,
  withTracing,
} from '../../../src/next/index.ts'
import { events } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { type Handle, handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

const FAULTS = 1_000
const CLIENT_ERRORS = 100
const MINUTE_MS = 60_000

type Trace = ReturnType<typeof createTraceContext>
const none = { sampling: { rate: 0 } }

/** The records of one request that writes a line, a hop, and ends with a status. */
async function request(
  statusCode: number,
  options: TracingOptions = none,
  run: (trace: Trace) => unknown = () => undefined,
): Promise<readonly TraceRecord[]> {
  const { records } = await captureRecords(async () => {
    const trace = createTraceContext({ action: 'a', ...options })
    logRequest(trace, { method: 'GET', path: '/jobs/{id}' })
    trace.info('line')
    trace.hop('work', () => 1)
    await run(trace)
    logResponse(trace, { statusCode, method: 'GET', own: 1 })
  })
  return records
}

const isWhole = (records: readonly TraceRecord[]) => records[0]?.phase === 'start'

/** How many of so many requests are whole. */
async function wholeOf(count: number, ...given: Parameters<typeof request>): Promise<number> {
  let whole = 0
  for (let done = 0; done < count; done += 1) whole += Number(isWhole(await request(...given)))
  return whole
}

let now = Date.parse('2026-11-22T14:30:00Z')
beforeEach(() => {
  now += 2 * MINUTE_MS // the budgets are the process's
  vi.useFakeTimers({ toFake: ['Date'], now })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('failures of one minute', () => {
  it('are whole up to a budget, and then have a short ending with the error', async () => {
    expect(await wholeOf(CLIENT_ERRORS, 404)).toBe(CLIENT_ERRORS)
    const records = await request(404)
    expect(records).toEqual([
      expect.objectContaining({
        phase: 'complete',
        level: 'warn',
        result: 'error',
        error: { code: 'NOT_FOUND', message: 'Answered with status 404' },
        metadata: { statusCode: 404, method: 'GET', droppedRecords: 3 },
      }),
    ])
  })

  it('keep the stack and the causes of an error in a short ending', async () => {
    await wholeOf(CLIENT_ERRORS, 404)
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', ...none })
      logRequest(trace)
      const error = new Error('no such job', { cause: new Error('gone') })
      logError(trace, Object.assign(error, { statusCode: 404 }), { own: 1 })
    })
    expect(records).toHaveLength(1)
    expect(records[0]?.error).toMatchObject({
      message: 'no such job',
      code: 'NOT_FOUND',
      stack: expect.stringContaining('at '),
      cause: { message: 'gone' },
    })
    expect(records[0]?.metadata).toEqual({ statusCode: 404, droppedRecords: 1 })
  })

  it('have two budgets: a flood of client errors hides no fault', async () => {
    expect(await wholeOf(CLIENT_ERRORS + 50, 404)).toBe(CLIENT_ERRORS)
    expect(await wholeOf(FAULTS + 50, 503)).toBe(FAULTS)
    const [ending, ...others] = await request(503)
    expect(others).toEqual([])
    expect(ending).toMatchObject({ level: 'error', error: { code: 'SERVICE_UNAVAILABLE' } })
  })

  it('leave room for client errors, however many faults there are', async () => {
    expect(await wholeOf(FAULTS + 1, 500)).toBe(FAULTS)
    expect(await wholeOf(1, 404)).toBe(1)
  })

  it('are whole again a minute later', async () => {
    await wholeOf(CLIENT_ERRORS, 404)
    vi.setSystemTime(now + MINUTE_MS - 1_000)
    expect(await wholeOf(1, 404)).toBe(0)
    vi.setSystemTime(now + MINUTE_MS)
    expect(await wholeOf(CLIENT_ERRORS + 1, 404)).toBe(CLIENT_ERRORS)
    vi.setSystemTime(now - MINUTE_MS) // the clock is set back
    expect(await wholeOf(1, 404)).toBe(1)
  })

  it('count for the whole process, whichever adapter has handled them', async () => {
    const handler = handlerOf([tracing(none)], () => ({ statusCode: 404 }))
    for (let count = 0; count < CLIENT_ERRORS; count += 1) {
      await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    }
    expect(await wholeOf(1, 404)).toBe(0)
  })
})

describe('keepClientErrors', () => {
  it.each([
    [7, 7],
    [0, 0],
    [false, 0],
    [true, 150],
    [undefined, CLIENT_ERRORS],
  ])('%s keeps %d of 150', async (keepClientErrors, whole) => {
    const sampling = { rate: 0, ...(keepClientErrors !== undefined && { keepClientErrors }) }
    expect(await wholeOf(150, 400, { sampling })).toBe(whole)
    expect(await wholeOf(1, 500, { sampling })).toBe(1)
  })

  it.each([
    ['7', 7],
    ['1', 1],
    ['0', 0],
    ['false', 0],
    ['true', 150],
  ])('may come from the environment: %s', async (text, whole) => {
    vi.stubEnv('HOPTRACE_SAMPLING_KEEP_CLIENT_ERRORS', text)
    expect(await wholeOf(150, 400)).toBe(whole)
  })

  it.each([-1, 0.5, Number.NaN, 'many', null])('is refused: %s', (keepClientErrors) => {
    expect(() => tracing({ sampling: { keepClientErrors } as never })).toThrow(
      "option 'sampling.keepClientErrors' must be a whole number of 0 or more, true or false",
    )
  })
})

/** Uses up the places of this minute. */
async function exhaust(): Promise<void> {
  await wholeOf(FAULTS, 500)
  await wholeOf(CLIENT_ERRORS, 404)
}

describe('a failure without a place', () => {
  it('is short even if a step of it failed before', async () => {
    await exhaust()
    const fails = (trace: Trace) =>
      trace.call('s3', 'get', () => Promise.reject(new Error('no'))).catch(() => 1)
    const [ending, ...others] = await request(500, none, fails)
    expect(others).toEqual([])
    expect(ending?.metadata).toMatchObject({ droppedRecords: 4 })
  })

  it('says that records are missing if only a step of it failed', async () => {
    await exhaust()
    const records = await request(200, none, (trace) => trace.error('wrong'))
    expect(records.map(({ result, metadata }) => [result, metadata?.droppedRecords])).toEqual([
      ['success', 4],
    ])
  })

  it('writes an error at once if no ending will tell of it', async () => {
    await exhaust()
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', ...none })
      trace.info('before')
      trace.error('wrong')
      trace.info('after')
    })
    expect(records.map(({ message }) => message)).toEqual(['wrong'])
  })

  it('writes a late error', async () => {
    await exhaust()
    let late: Trace | undefined
    await request(200, none, (trace) => {
      late = trace
    })
    const { records } = await captureRecords(() => late?.error('late error'))
    expect(records.map(({ message, late: isLate }) => [message, isLate])).toEqual([
      ['late error', true],
    ])
  })

  it.each<[string, TracingOptions, (trace: Trace) => unknown]>([
    ['it keeps itself', none, (trace) => trace.keep()],
    ['it is slow', { sampling: { rate: 0, slowMs: 0 } }, () => undefined],
    ['its ending is chosen', { sampling: { rate: 0, keep: () => true } }, () => undefined],
    ['it is sampled', { sampling: { rate: 1 } }, () => undefined],
  ])('is whole all the same if %s', async (_why, options, run) => {
    await exhaust()
    expect(await wholeOf(1, 404, options, run)).toBe(1)
  })

  it('asks no caller to keep its own records', async () => {
    const answers = async () => {
      const handler = handlerOf([tracing(none)], () => ({ statusCode: 404 }))
      const lambda = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
      const { headers } = lambda.value as { headers: Record<string, string> }
      const GET = withTracing(() => new Response('', { status: 404 }), none)
      const params = { params: Promise.resolve({}) }
      const route = await captureRecords(() =>
        GET(new Request('http://a.example/') as never, params),
      )
      return [
        [headers['x-trace-keep'] === '1', isWhole(lambda.records)],
        [route.value?.headers.get('x-trace-keep') === '1', isWhole(route.records)],
      ]
    }
    expect(await answers()).toEqual([
      [true, true],
      [true, true],
    ])
    await exhaust()
    expect(await answers()).toEqual([
      [false, false],
      [false, false],
    ])
  })
})

describe('a success', () => {
  it('doesn’t say how many records it had no room for: none of them is missing', async () => {
    const records = await request(200, none, (trace) => {
      for (let count = 0; count < 600; count += 1) trace.info('line')
    })
    expect(records.map(({ metadata }) => metadata)).toEqual([{ statusCode: 200, method: 'GET' }])
  })
})

describe('the kind of a failure', () => {
  const recordsOf = async (handle: Handle, event: unknown) =>
    (await captureRecords(() => handlerOf([tracing(none)], handle)(event, lambdaContext()))).records

  it('is a client’s if a batch failed in part: the records that failed are faults', async () => {
    const event = events.sqs({}, {})
    const handle = () =>
      eachRecord(event, ({ messageId }) => {
        if (messageId === event.Records[0]?.messageId) throw new Error('no')
      })
    const shape = (records: readonly TraceRecord[]) => records.map(({ message }) => message)
    const own = ['Record start', 'Record error', 'Record success']
    expect(shape(await recordsOf(handle, event))).toEqual([
      ...own,
      'Lambda start',
      'Lambda failure',
    ])
    await wholeOf(CLIENT_ERRORS, 404)
    expect(shape(await recordsOf(handle, event))).toEqual([...own, 'Lambda failure'])
  })

  it('is a client’s if the client left', async () => {
    const left = async () => {
      const controller = new AbortController()
      const GET = withTracing(() => {
        controller.abort()
        return new Response('')
      }, none)
      const init = { signal: controller.signal }
      const params = { params: Promise.resolve({}) }
      const { records } = await captureRecords(() =>
        GET(new Request('http://a.example/', init) as never, params),
      )
      expect(records.at(-1)).toMatchObject({ result: 'partial', metadata: { statusCode: 200 } })
      return isWhole(records)
    }
    expect(await left()).toBe(true)
    await wholeOf(CLIENT_ERRORS, 404)
    expect(await left()).toBe(false)
  })
})

describe('records below the level', () => {
  it('are written of as many failures, also of sampled ones', async () => {
    const options = { level: 'info', failureLevel: 'debug', sampling: { rate: 1 } } as const
    const quiet = (trace: Trace) => trace.debug('quiet')
    const shape = (records: readonly TraceRecord[]) => [
      records.length,
      records.some(({ message }) => message === 'quiet'),
      records.at(-1)?.metadata?.droppedRecords,
    ]
    expect(shape(await request(404, options, quiet))).toEqual([5, true, undefined])
    await wholeOf(CLIENT_ERRORS, 404)
    const records = await request(404, options, quiet)
    expect(shape(records)).toEqual([4, false, 1])
    expect(records.at(-1)?.metadata).toMatchObject({ own: 1 })
    expect(shape(await request(200, options, quiet))).toEqual([4, false, undefined])
  })

  it('take no place if there are none', async () => {
    expect(await wholeOf(CLIENT_ERRORS + 50, 404, {})).toBe(CLIENT_ERRORS + 50)
    expect(await wholeOf(CLIENT_ERRORS, 404)).toBe(CLIENT_ERRORS)
  })
})

describe('a current trace', () => {
  it('takes one place for all of its failures', async () => {
    const handler = handlerOf([tracing(none)], () => {
      for (let count = 0; count < 20; count += 1) currentTrace().error('wrong')
      return { statusCode: 500 }
    })
    for (let count = 0; count < FAULTS / 2; count += 1) {
      await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    }
    expect(await wholeOf(FAULTS, 500)).toBe(FAULTS / 2)
  })
})
