import httpErrorHandler from '@middy/http-error-handler'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import {
  type Hook,
  handlerOf,
  httpApiEvent,
  invoke,
  lambdaContext,
  type Middleware,
  turn,
} from './invocation.ts'

const errors = (): Middleware => httpErrorHandler({ logger: false })
const answer = () => ({ statusCode: 200 })
const original = new TypeError('original')
const fail = (): never => {
  throw original
}

describe('an unusual chain of middlewares', () => {
  it('adds the id to the answer of an http-error-handler that is registered before', async () => {
    const { headers, ending } = await invoke([errors(), tracing()], fail)
    expect(headers?.['x-trace-id']).toBe(ending.traceId)
  })
  it('adds the id to the answer if a middleware replaces the event', async () => {
    const before: Hook = (request) => {
      request.event = JSON.parse((request.event as { body: string }).body)
    }
    const { headers, ending } = await invoke([tracing(), { before }], answer)
    expect(headers?.['x-trace-id']).toBe(ending.traceId)
  })
  it('ends with the original error if an onError throws the one of http-error-handler', async () => {
    const onError: Hook = (request) => {
      throw request.error
    }
    const { ending } = await invoke([tracing(), { onError }, errors()], fail)
    expect(ending.error).toMatchObject({ message: 'original' })
  })
  it.each([[undefined], [null], ['handled']])(
    'ends once if an onError answers and sets the error to %j',
    async (error) => {
      const onError: Hook = (request) => {
        request.error = error as never
        request.response = { statusCode: 404 }
      }
      const { ending, records } = await invoke([tracing(), { onError }], fail)
      expect(records).toHaveLength(2)
      expect(ending.metadata?.statusCode).toBe(404)
    },
  )
  it('ends once if an onError sets the same error again', async () => {
    const onError: Hook = (request) => {
      request.error = Object.assign(request.error as Error, { seen: true })
    }
    const { records } = await invoke([tracing(), { onError }], fail)
    expect(records).toHaveLength(2)
  })
  it('ends with an error if an earlier before throws undefined', async () => {
    const { ending } = await invoke(
      [
        {
          before: () => {
            throw undefined
          },
        },
        tracing(),
      ],
      answer,
    )
    expect(ending.result).toBe('error')
  })
  it('ends if a later before returns NaN', async () => {
    const { value } = await invoke([tracing(), { before: () => Number.NaN }], answer)
    expect(value).toBeNaN()
  })
  it('ends with the error if a before sets an early response of undefined and throws', async () => {
    const before: Hook = (request) => {
      request.earlyResponse = undefined
      throw original
    }
    const { ending } = await invoke([tracing(), { before }], answer)
    expect(ending.error?.message).toBe('original')
  })
  it('ends with the error if a later onError sets an early response of undefined', async () => {
    const onError: Hook = async (request) => {
      await turn()
      request.earlyResponse = undefined
    }
    const { error, ending } = await invoke([tracing(), { onError }], fail)
    expect(error).toBe(original)
    expect(ending).toMatchObject({ level: 'error', error: { message: 'original' } })
  })
  it('writes no late record if an earlier after returns the answer', async () => {
    const { records } = await invoke([{ after: () => ({ statusCode: 200 }) }, tracing()], answer)
    expect(records).toHaveLength(2)
  })
  it('has one trace if tracing() is registered twice', async () => {
    const handler = handlerOf(
      [tracing(), tracing(), { before: () => ({ statusCode: 200 }) }],
      answer,
    )
    const { records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
  it('writes nothing, and leaves the answer, if only its after is registered', async () => {
    const { value, error, records } = await captureRecords(() =>
      handlerOf([{ after: tracing().after } as Middleware], answer)(
        httpApiEvent(),
        lambdaContext(),
      ),
    )
    expect([value, error, records]).toEqual([{ statusCode: 200 }, undefined, []])
  })
  it('throws a TypeError for an array of options', () => {
    expect(() => tracing([] as never)).toThrow(TypeError)
  })
  it('has a current trace in an onError after an earlier before threw', async () => {
    const { records, start } = await invoke(
      [{ before: fail, onError: () => currentTrace().info('in onError') }, tracing()],
      answer,
    )
    expect(records.find((r) => r.message === 'in onError')?.traceId).toBe(start.traceId)
  })
})
