import { runInNewContext } from 'node:vm'
import httpErrorHandler from '@middy/http-error-handler'
import { describe, expect, it } from 'vitest'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, handlerOf, invoke, lambdaContext, type Middleware } from './invocation.ts'

const answer = () => ({ statusCode: 200 })
const cyclic = new Error('cyclic')
cyclic.cause = new Error('effect', { cause: cyclic })
const unreadable = Object.defineProperty(new Error('unreadable'), 'message', {
  get: () => {
    throw new Error('from the getter')
  },
})

const THROWN: readonly (readonly [string, unknown, object])[] = [
  ['undefined', undefined, { message: 'undefined', name: 'undefined' }],
  ['null', null, { message: 'null', name: 'object' }],
  ['a string', 'str', { message: 'str', name: 'string' }],
  ['a symbol', Symbol('s'), { message: 'Symbol(s)', name: 'symbol' }],
  ['an empty object', {}, { message: '' }],
  ['an object without a prototype', Object.create(null), { message: '' }],
  [
    'a frozen error',
    Object.freeze(new RangeError('cold')),
    { message: 'cold', name: 'RangeError' },
  ],
  ['an error with a cyclic cause', cyclic, { message: 'cyclic', cause: { message: 'effect' } }],
  [
    'an AggregateError',
    new AggregateError([new Error('one')], 'several'),
    { message: 'several', name: 'AggregateError' },
  ],
  [
    'an error of another realm',
    runInNewContext('new TypeError("elsewhere")'),
    { message: 'elsewhere', name: 'TypeError' },
  ],
  ['an error with an unreadable message', unreadable, { message: '', name: 'Error' }],
]

type Source = (fail: () => never) => { middlewares: Middleware[]; handle: Handle }

const SOURCES: readonly (readonly [string, Source])[] = [
  ['the handler throws', (fail) => ({ middlewares: [], handle: fail })],
  ['the handler rejects with', (fail) => ({ middlewares: [], handle: async () => fail() })],
  ['a later before throws', (fail) => ({ middlewares: [{ before: fail }], handle: answer })],
  ['a later after throws', (fail) => ({ middlewares: [{ after: fail }], handle: answer })],
]

const CASES = SOURCES.flatMap(([source, put]) =>
  THROWN.map(([name, thrown, described]) => ({ source, name, put, thrown, described })),
)

describe('an error', () => {
  it.each(CASES)('is logged and thrown on as it is, if $source $name', async (given) => {
    const { middlewares, handle } = given.put(() => {
      throw given.thrown
    })
    const invocation = await invoke([tracing(), ...middlewares], handle)
    expect(invocation).toHaveProperty('error')
    expect(invocation.error).toBe(given.thrown)
    expect(invocation.records).toHaveLength(2)
    expect(invocation.ending).toMatchObject({
      message: 'Lambda error',
      level: 'error',
      result: 'error',
      metadata: { statusCode: 500 },
      error: { ...given.described, code: 'INTERNAL_ERROR' },
    })
  })

  it.each(THROWN)(
    'is in the ending if http-error-handler answers %s',
    async (_name, thrown, described) => {
      const invocation = await invoke([tracing(), httpErrorHandler({ logger: false })], () => {
        throw thrown
      })
      const { ending, value } = invocation
      expect(ending).toMatchObject({ metadata: { statusCode: 500 }, error: described })
      expect(value).toEqual({ statusCode: 500, headers: { 'x-trace-id': ending.traceId } })
    },
  )

  it('is judged by the answer of an onError that is registered before tracing()', async () => {
    const onError = (request: { response: unknown }) => {
      request.response = { statusCode: 404 }
    }
    const { ending, headers } = await invoke([{ onError }, tracing()], () => {
      throw Object.assign(new Error('gone'), { statusCode: 404 })
    })
    expect(ending).toMatchObject({ level: 'warn', metadata: { statusCode: 404 } })
    expect(headers?.['x-trace-id']).toBe(ending.traceId)
  })

  it('is a fault if one onError answers and another one throws', async () => {
    const answering = (request: { response: unknown }) => {
      request.response = { statusCode: 404 }
    }
    const throwing = () => {
      throw new Error('second')
    }
    const { ending } = await invoke(
      [tracing(), { onError: throwing }, { onError: answering }],
      () => {
        throw Object.assign(new Error('gone'), { statusCode: 404 })
      },
    )
    expect(ending).toMatchObject({
      level: 'error',
      metadata: { statusCode: 500 },
      error: { message: 'gone' },
    })
  })

  it.each([
    ['a TOKEN authorizer', events.tokenAuthorizer()],
    ['a REQUEST authorizer', events.requestAuthorizer()],
  ])('`Unauthorized` of %s is no fault, any other error is', async (_what, event) => {
    const failing = (message: string) => () => Promise.reject(new Error(message))
    const refused = await invoke([tracing()], failing('Unauthorized'), event)
    expect(refused.ending).toMatchObject({ level: 'warn', metadata: { statusCode: 401 } })
    const failed = await invoke([tracing()], failing('no connection'), event)
    expect(failed.ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
    const handler = await invoke([tracing()], failing('Unauthorized'))
    expect(handler.ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
  })

  describe.each([
    [404, 'warn', 'NOT_FOUND'],
    [429, 'warn', 'TOO_MANY_REQUESTS'],
    [503, 'error', 'SERVICE_UNAVAILABLE'],
  ])('with status %i', (statusCode, level, code) => {
    const thrown = Object.assign(new Error('refused'), { statusCode, expose: true })
    const handle = async () => {
      throw thrown
    }

    it(`is a ${level} with its own code if it is answered`, async () => {
      const { ending } = await invoke([tracing(), httpErrorHandler({ logger: false })], handle)
      expect(ending).toMatchObject({ level, metadata: { statusCode }, error: { code } })
    })

    it('is a fault if nothing answers it', async () => {
      const invocation = await invoke([tracing({ metrics: true })], handle)
      expect(invocation.error).toBe(thrown)
      expect(invocation.ending).toMatchObject({
        level: 'error',
        metadata: { statusCode: 500 },
        error: { code },
        Faults: 1,
      })
    })

    it(`is a ${level} if a handler within the handler answers it`, async () => {
      const inner = handlerOf([tracing(), httpErrorHandler({ logger: false })], handle)
      const { ending } = await invoke([tracing()], inner)
      expect(ending).toMatchObject({ level, metadata: { statusCode }, error: { code } })
    })

    it('is a fault of a record, which is redelivered', async () => {
      const handler = handlerOf([tracing()], (event) => eachRecord(event, handle))
      const { records } = await captureRecords(() => handler(events.sqs({}), lambdaContext()))
      const ended = records.find(({ message }) => message === 'Record error')
      expect(ended).toMatchObject({ level: 'error', result: 'error', error: { code } })
    })
  })

  it('thrown by the before of an earlier middleware has a start and an ending with ids', async () => {
    const thrown = new RangeError('too early')
    const before = () => {
      throw thrown
    }
    const { error, records, start, ending } = await invoke([{ before }, tracing()], answer)
    expect(error).toBe(thrown)
    expect(records).toHaveLength(2)
    expect(start.traceId).toMatch(/^req_[0-9a-f-]{36}$/)
    expect(start.spanId).toMatch(/^[0-9a-f]{16}$/)
    expect(ending).toMatchObject({
      traceId: start.traceId,
      spanId: start.spanId,
      requestId: start.requestId,
      error: { name: 'RangeError', message: 'too early' },
    })
  })
})
