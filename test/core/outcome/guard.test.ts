import { setImmediate as turn } from 'node:timers/promises'
import middy from '@middy/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { faultCount } from '../../../src/core/outcome/guard.ts'
import type { Trace } from '../../../src/index.ts'
import { currentTrace } from '../../../src/index.ts'
import { logLambdaError, logLambdaSuccess, tracing } from '../../../src/middy/index.ts'
import {
  createTraceContext,
  logError,
  logHop,
  logRequest,
  logResponse,
  withTracing,
} from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const context = { params: Promise.resolve({}) }
const hostile = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy as never
}
const throwing = new Proxy(() => undefined, {
  get() {
    throw new Error('no')
  },
}) as never

afterEach(() => vi.restoreAllMocks())

describe('a failure of hoptrace itself', () => {
  it('does not change the response, is counted, and is reported once', async () => {
    const before = faultCount()
    vi.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('stdout is closed')
    })
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const GET = withTracing(async (_request: Request, _context, trace) => {
      const value = await trace.hop('work', async () => 'value')
      return new Response(value)
    })
    const response = await GET(new Request('http://a.example/'), context)
    expect(await response.text()).toBe('value')
    expect(faultCount() - before).toBe(3)
    expect(err.mock.calls).toEqual([[expect.stringContaining('stdout is closed')]])
  })
})

describe('the callback acceptInbound', () => {
  it.each<[string, () => unknown]>([
    ['throws', () => expect.fail('no')],
    [
      'throws a value that can’t be read',
      () => {
        throw hostile()
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['returns a text instead of a boolean', () => 'yes'],
  ])('accepts no caller if it %s, and the request ends as usual', async (_what, callback) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const rejections = vi.fn()
    process.on('unhandledRejection', rejections)
    const GET = withTracing(() => new Response('value'), { acceptInbound: callback as never })
    const request = new Request('http://a.example/', { headers: { 'x-trace-id': 'req_caller' } })
    const { value, records } = await captureRecords(() => GET(request as never, context))
    await turn()
    process.off('unhandledRejection', rejections)
    expect(await value?.text()).toBe('value')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(records[0]?.traceId).not.toBe('req_caller')
    expect(rejections).not.toHaveBeenCalled()
  })
})

describe('a wrong value that a handler passes to its trace', () => {
  const misuses: [string, (trace: Trace) => unknown][] = [
    ['an identity that can’t be read', (trace) => trace.set(hostile())],
    [
      'an identity of other types',
      (trace) => trace.set({ jobId: 7n, userId: Symbol('u') } as never),
    ],
    ['undefined as an identity', (trace) => trace.set(undefined as never)],
    ['metadata that can’t be read', (trace) => trace.info('m', hostile())],
    ['metadata that throws', (trace) => trace.warn('m', throwing)],
    ['a text as metadata', (trace) => trace.error('m', 'text' as never)],
    ['an object without text as a message', (trace) => trace.info({ toString: null } as never)],
    ['undefined as a message', (trace) => trace.info(undefined as never)],
    ['a Symbol as a name', (trace) => trace.hop(Symbol('n') as never, () => 1)],
    ['a Symbol as a service', (trace) => trace.call(Symbol('s') as never, 7 as never, () => 1)],
    ['a value that can’t be read', (trace) => trace.hop('n', () => hostile())],
    ['a value that throws', (trace) => trace.check('n', () => throwing)],
    ['a very long name', (trace) => trace.hop('n'.repeat(1e6), () => 1)],
  ]

  it.each(misuses)('does not change the response or the ending: %s', async (_what, misuse) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const GET = withTracing(async (_request: Request, _context, trace) => {
      misuse(trace)
      return new Response('value')
    })
    const { value, records, lines } = await captureRecords(() =>
      GET(new Request('http://a.example/'), context),
    )
    expect(await value?.text()).toBe('value')
    expect(records.at(0)?.phase).toBe('start')
    expect(records.at(-1)).toMatchObject({ phase: 'complete', result: 'success' })
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(60_000)
  })

  const unreadable = {
    good: 1,
    get bad(): number {
      throw new Error('no')
    },
  }
  const read = { good: 1, bad: '[unreadable]' }
  const functions: [string, (trace: Trace) => void, object][] = [
    [
      'logError',
      (trace) => logError(trace, new Error('x'), unreadable),
      { metadata: { ...read, statusCode: 500 }, error: expect.objectContaining({ message: 'x' }) },
    ],
    ['logResponse', (trace) => logResponse(trace, unreadable), { metadata: read }],
    [
      'logLambdaError',
      (trace) => logLambdaError(trace, new Error('x'), unreadable),
      { metadata: { ...read, statusCode: 500 } },
    ],
    ['logLambdaSuccess', (trace) => logLambdaSuccess(trace, unreadable), { metadata: read }],
    ['logRequest', (trace) => logRequest(trace, unreadable), { metadata: read }],
    ['logHop', (trace) => logHop(trace, 'h', 'pass', unreadable), { metadata: read }],
    [
      'hop',
      (trace) => void trace.hop('h', () => new Response(), unreadable),
      { metadata: { ...read, statusCode: 200 } },
    ],
    [
      'logResponse of a status that throws',
      (trace) =>
        logResponse(trace, {
          ...read,
          get statusCode(): number {
            throw new Error('no')
          },
          get aborted(): boolean {
            throw new Error('no')
          },
        }),
      { metadata: { ...read, statusCode: '[unreadable]', aborted: '[unreadable]' } },
    ],
    [
      'logResponse of a 500 whose member aborted throws',
      (trace) =>
        logResponse(trace, {
          statusCode: 500,
          get aborted(): boolean {
            throw new Error('no')
          },
        }),
      { metadata: { statusCode: 500, aborted: '[unreadable]' }, Errors: 1 },
    ],
    [
      'logError with metadata without a readable member',
      (trace) => logError(trace, new Error('x'), hostile()),
      { metadata: { statusCode: 500 } },
    ],
    [
      'logLambdaSuccess of a batch',
      (trace) =>
        logLambdaSuccess(trace, {
          get failedRecords(): number {
            throw new Error('no')
          },
        }),
      { metadata: { failedRecords: '[unreadable]' } },
    ],
  ]

  it.each(functions)(
    'marks a member of metadata that throws as [unreadable], and keeps the others: %s',
    async (_name, run, record) => {
      const before = faultCount()
      const { error, records } = await captureRecords(() =>
        run(createTraceContext({ action: 'a', metrics: true })),
      )
      expect(error).toBeUndefined()
      expect(records).toEqual([expect.objectContaining(record)])
      expect(faultCount()).toBe(before)
    },
  )

  it.each(functions)(
    'still writes an ending of an unsampled request if metadata can’t be read: %s',
    async (_name, run) => {
      const { error, records } = await captureRecords(() => {
        const trace = createTraceContext({ action: 'a', metrics: true, sampling: { rate: 0 } })
        for (let line = 0; line < 600; line += 1) trace.info('one of more than are held back')
        run(trace)
        logResponse(trace)
      })
      expect(error).toBeUndefined()
      expect(records.some(({ phase }) => phase === 'complete')).toBe(true)
    },
  )

  it('is written as [unreadable] if it is an error without a text', async () => {
    const thrown = Object.assign(() => 1, { toString: null })
    const { error, records } = await captureRecords(() =>
      logError(createTraceContext({ action: 'a' }), thrown),
    )
    expect(error).toBeUndefined()
    expect(records[0]?.error).toMatchObject({ message: '[unreadable]', name: 'function' })
  })

  it('is thrown on from a Lambda handler with one ending, if it can’t be read', async () => {
    const thrown = hostile()
    const handler = middy()
      .use(tracing())
      .handler(async () => {
        await currentTrace().hop('n', () => Promise.reject(thrown))
      })
    const { error, records } = await captureRecords(() => handler({}, {} as never))
    expect(error).toBe(thrown)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'hop', 'complete'])
  })

  it('is thrown on from a route with one ending, if it can’t be read', async () => {
    const thrown = hostile()
    const GET = withTracing(() => Promise.reject(thrown))
    const { error, records } = await captureRecords(() =>
      GET(new Request('http://a.example/') as never, context),
    )
    expect(error).toBe(thrown)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

  it('is returned unchanged if it is a response that can’t be read', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const response = hostile()
    const handler = middy()
      .use(tracing())
      .handler(async () => [response])
    const { value } = await captureRecords(() => handler({}, {} as never))
    expect((value as unknown[])[0]).toBe(response)
  })
})
