import httpErrorHandler from '@middy/http-error-handler'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import { describe, expect, it } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { type Hook, invoke, type Middleware } from './invocation.ts'

const parser = (): Middleware => httpJsonBodyParser() as Middleware
const errors = (): Middleware => httpErrorHandler({ logger: false })
const answer = () => ({ statusCode: 200, body: 'done' })
const original = new TypeError('original')
const fail = () => {
  throw original
}

describe('an early return', () => {
  it.each([
    ['an HTTP response', { statusCode: 401, body: 'no' }, 401],
    ['a redirect', { statusCode: 302, headers: { location: '/login' } }, 302],
    ['a string', 'cached', undefined],
    ['zero', 0, undefined],
    ['false', false, undefined],
    ['null', null, undefined],
  ])(
    'writes one ending if the before of a later middleware returns %s',
    async (_name, value, statusCode) => {
      for (const before of [() => value, async () => value]) {
        const invocation = await invoke([tracing(), { before }], fail)
        const { ending, headers } = invocation
        expect(invocation.records).toHaveLength(2)
        expect(ending.metadata?.statusCode).toBe(statusCode)
        expect(ending.result).toBe(statusCode === 401 ? 'error' : 'success')
        expect(headers?.['x-trace-id']).toBe(statusCode && ending.traceId)
        if (statusCode === undefined) expect(invocation.value).toBe(value)
        else expect(invocation.value).toMatchObject(value as object)
      }
    },
  )

  it('writes one ending if the before of a later middleware sets the early response to undefined', async () => {
    const before: Hook = (request) => {
      request.earlyResponse = undefined
    }
    const { value, ending, records } = await invoke([tracing(), { before }], fail)
    expect(value).toBeUndefined()
    expect(records).toHaveLength(2)
    expect(ending).toMatchObject({ message: 'Lambda success', result: 'success' })
  })
})

describe('a later middleware that answers', () => {
  it.each([
    [200, 'info', 'success', 'Lambda success'],
    [404, 'warn', 'error', 'Lambda failure'],
    [503, 'error', 'error', 'Lambda failure'],
  ])(
    'decides the ending by a %i that its after returns',
    async (statusCode, level, result, message) => {
      for (const after of [() => ({ statusCode }), async () => ({ statusCode })]) {
        const { value, ending, records } = await invoke([tracing(), { after }], () => ({
          statusCode: 202,
        }))
        expect(records).toHaveLength(2)
        expect(ending).toMatchObject({ level, result, message, metadata: { statusCode } })
        expect(value).toEqual({ statusCode, headers: { 'x-trace-id': ending.traceId } })
      }
    },
  )

  it('leaves the original error in the ending if its onError returns a response', async () => {
    const onError = () => ({ statusCode: 418, body: 'teapot' })
    const { value, ending, records } = await invoke([tracing(), { onError }], fail)
    expect(records).toHaveLength(2)
    expect(ending).toMatchObject({
      message: 'Lambda error',
      level: 'warn',
      metadata: { statusCode: 418 },
      error: { name: 'TypeError', message: 'original', code: 'HTTP_418' },
    })
    expect(value).toEqual({ ...onError(), headers: { 'x-trace-id': ending.traceId } })
  })

  it('leaves the original error in the ending if its onError sets a response and an error', async () => {
    const onError: Hook = (request) => {
      request.response = { statusCode: 409 }
      request.error = new RangeError('instead', { cause: request.error })
    }
    const { headers, ending } = await invoke([tracing(), { onError }], fail)
    expect(ending).toMatchObject({ metadata: { statusCode: 409 }, error: { name: 'TypeError' } })
    expect(headers?.['x-trace-id']).toBe(ending.traceId)
  })
})

describe('http-error-handler', () => {
  it('leaves the original name, message and stack in the ending, with status 500', async () => {
    const { value, ending } = await invoke([tracing(), errors()], fail)
    const { name, message, stack } = original
    expect(ending).toMatchObject({ level: 'error', result: 'error', metadata: { statusCode: 500 } })
    expect(ending.error).toEqual({ name, message, stack, code: 'INTERNAL_ERROR' })
    expect(value).toEqual({ statusCode: 500, headers: { 'x-trace-id': ending.traceId } })
  })

  it('writes the same records if it is registered before tracing()', async () => {
    const comparable = async (...middlewares: Middleware[]) => {
      const { records } = await invoke(middlewares, fail)
      return records.map((record) => {
        const { timestamp, traceId, spanId, requestId, duration, coldStart, ...rest } = record
        return rest
      })
    }
    const after = await comparable(tracing(), errors())
    expect(await comparable(errors(), tracing())).toEqual(after)
  })

  it('answers what http-json-body-parser refuses, with the reason in the ending', async () => {
    const { value, ending } = await invoke([tracing(), parser(), errors()], answer)
    expect(ending).toMatchObject({
      level: 'warn',
      metadata: { statusCode: 415 },
      error: { name: 'UnsupportedMediaTypeError', code: 'UNSUPPORTED_MEDIA_TYPE' },
    })
    expect(value).toMatchObject({ statusCode: 415, headers: { 'x-trace-id': ending.traceId } })
  })
})

describe('an onError that throws', () => {
  const second = new RangeError('second')

  it.each([
    ['another error', second],
    ['the same error', original],
    ['a string', 'second'],
    ['undefined', undefined],
    ['null', null],
  ])('leaves the original error in the ending if it throws %s', async (_name, thrown) => {
    const throwing = (): never => {
      throw thrown
    }
    for (const onError of [throwing, async () => throwing()]) {
      const invocation = await invoke([tracing(), { onError }], fail)
      expect(invocation).toHaveProperty('error')
      expect(invocation.error).toBe(thrown)
      expect(invocation.records).toHaveLength(2)
      expect(invocation.ending).toMatchObject({
        message: 'Lambda error',
        metadata: { statusCode: 500 },
        error: { name: 'TypeError', message: 'original' },
      })
      const isAnother = thrown instanceof RangeError
      expect(invocation.ending.metadata?.thrownInstead !== undefined).toBe(
        isAnother || typeof thrown === 'string' || thrown === null,
      )
    }
  })

  it('leaves the original error in the ending if http-error-handler has replaced it', async () => {
    const onError = () => {
      throw second
    }
    const { error, ending } = await invoke([tracing(), { onError }, errors()], fail)
    expect(error).toBe(second)
    expect(ending.error).toMatchObject({ name: 'TypeError', message: 'original' })
    expect(ending.metadata?.thrownInstead).toMatchObject({ name: 'RangeError', message: 'second' })
  })
})

describe('tracing() that is registered last', () => {
  it('writes a late record of an error that an earlier middleware throws in its after', async () => {
    const { error, ending, records } = await invoke([{ after: fail }, tracing()], answer)
    expect(error).toBe(original)
    expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 200 } })
    expect(records.filter(({ late }) => late)).toMatchObject([
      { phase: 'log', level: 'error', error: { name: 'TypeError', message: 'original' } },
    ])
  })
})
