import middy7 from '@middy/core'
import middy6 from 'middy-6'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import {
  httpApiEvent,
  lambdaContext,
  type Middleware,
  outermost,
  turn,
} from '../middy/invocation.ts'

type Handle = (event: unknown, context: unknown) => unknown

describe.each([
  ['7', middy7],
  ['6', middy6 as unknown as typeof middy7],
])('tracing() as the first middleware of Middy %s', (_version, middy) => {
  async function invoke(handle: () => unknown, ...others: Middleware[]) {
    const handler = middy()
      .use([tracing(), ...others])
      .handler(handle as never)
    const captured = await captureRecords(() =>
      (handler as unknown as Handle)(httpApiEvent(), lambdaContext()),
    )
    return { ...captured, ...outermost(captured.records) }
  }

  it('traces the handler behind an asynchronous middleware', async () => {
    const waits = { before: async () => turn() as Promise<undefined> }
    const { value, start, records } = await invoke(
      () => currentTrace().hop('work', async () => ({ statusCode: 200, id: currentTrace().id })),
      waits,
    )
    expect(value).toMatchObject({ id: start.traceId, headers: { 'x-trace-id': start.traceId } })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'hop', 'complete'])
  })

  it('writes the ending of an early return', async () => {
    const { ending, value } = await invoke(() => 'unreached', {
      before: () => ({ statusCode: 304 }) as never,
    })
    expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 304 } })
    expect(value).toHaveProperty('headers.x-trace-id', ending.traceId)
  })

  it('writes the ending of an answer of another after', async () => {
    const { ending } = await invoke(() => ({ statusCode: 200 }), {
      after: () => ({ statusCode: 503 }) as never,
    })
    expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 503 } })
  })

  it('writes the original error if an onError answers or replaces it', async () => {
    const failure = new RangeError('why')
    const answered = await invoke(() => Promise.reject(failure), {
      onError: () => ({ statusCode: 500 }) as never,
    })
    const replaced = await invoke(() => Promise.reject(failure), {
      onError: () => Promise.reject(new Error('another')),
    })
    for (const { ending } of [answered, replaced]) {
      expect(ending).toMatchObject({ result: 'error', error: { name: 'RangeError' } })
    }
    expect(answered.value).toHaveProperty('headers.x-trace-id', answered.ending.traceId)
    expect(replaced.error).toBeInstanceOf(Error)
  })

  it('throws an error on as it is', async () => {
    const failure = new RangeError('why')
    const { error, ending } = await invoke(() => Promise.reject(failure))
    expect(error).toBe(failure)
    expect(ending).toMatchObject({ error: { message: 'why' } })
  })
})
