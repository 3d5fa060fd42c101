import { describe, expect, it } from 'vitest'
import { outermost } from '../middy/invocation.ts'
import { EVENT_KINDS, eventOf, invokeOnce } from './server-function.ts'

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const WRAPPERS = ['buffered', 'streaming', 'buffered-alone', 'streaming-alone'] as const

describe.each(WRAPPERS)('with the wrapper %s', (wrapper) => {
  it.each(EVENT_KINDS)(
    'a request of the event %s has its ending before the freeze',
    async (kind) => {
      const { answer, records } = await invokeOnce(wrapper, eventOf(kind, '/api/quick'))
      const { start, ending } = outermost([...records])
      expect(answer).toMatchObject({ statusCode: 200, headers: { 'x-trace-id': start.traceId } })
      expect(JSON.parse(answer.body)).toEqual({ stock: 3 })
      const ofLambda = {
        service: 'shop-orders',
        functionName: 'shop-orders',
        requestId: expect.stringMatching(ID),
        coldStart: true,
      }
      expect(start).toMatchObject({ ...ofLambda, metadata: { initTime: expect.any(Number) } })
      expect(ending).toMatchObject({
        ...ofLambda,
        requestId: start.requestId,
        result: 'success',
        metadata: { statusCode: 200, memoryLimit: 512, memoryUsed: expect.any(Number) },
      })
    },
  )

  it('a Pages API route has its status and its ending before the freeze', async () => {
    const { answer, records } = await invokeOnce(wrapper, eventOf('httpApi', '/api/plain'))
    const { start, ending } = outermost([...records])
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'x-trace-id': start.traceId, 'access-control-expose-headers': 'x-trace-id' },
    })
    expect(ending).toMatchObject({
      message: 'Request complete',
      result: 'success',
      requestId: start.requestId,
      metadata: { statusCode: 200, path: '/api/plain' },
    })
  })

  it('an error of a route that is not wrapped names its invocation', async () => {
    const { answer, records } = await invokeOnce(wrapper, eventOf('httpApi', '/api/failing'))
    expect(answer.statusCode).toBe(500)
    expect(records).toMatchObject([
      {
        message: 'Request error',
        error: { message: 'No stock' },
        functionName: 'shop-orders',
        requestId: expect.stringMatching(ID),
      },
    ])
  })
})

it('the time that remains is known only with hoptrace/opennext', async () => {
  const remaining = async (wrapper: (typeof WRAPPERS)[number]) => {
    const { records } = await invokeOnce(wrapper, eventOf('httpApi', '/api/quick'))
    return outermost([...records]).ending.metadata?.remainingTime
  }
  expect(await remaining('buffered')).toBeGreaterThan(1_000)
  expect(await remaining('buffered-alone')).toBeUndefined()
})

it('requestId is absent without hoptrace/opennext if the runtime client hides it', async () => {
  const env = { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1' }
  const event = eventOf('httpApi', '/api/quick')
  const alone = await invokeOnce('buffered-alone', event, { env })
  const { start } = outermost([...alone.records])
  expect(start).toMatchObject({ functionName: 'shop-orders', coldStart: true })
  expect(start).not.toHaveProperty('requestId')

  const { records } = await invokeOnce('buffered', event, { env })
  expect(outermost([...records]).start.requestId).toMatch(ID)
})
