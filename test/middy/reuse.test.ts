import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import httpErrorHandler from '@middy/http-error-handler'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { type TracingOptions, tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import {
  type Hook,
  handlerOf,
  httpApiEvent,
  invoke,
  lambdaContext,
  outermost,
  turn,
} from './invocation.ts'

const answer = () => ({ statusCode: 200 })

describe('the hooks of tracing()', () => {
  it.each([
    ['after', undefined],
    ['onError', new Error('failed')],
  ] as const)('return nothing: before and %s', async (last, error) => {
    const middleware = tracing()
    const request = {
      event: httpApiEvent(),
      context: lambdaContext(),
      response: { statusCode: 200 },
      error,
    }
    const { records, value } = await captureRecords(() => [
      middleware.before(request),
      middleware[last](request),
    ])
    expect(value).toEqual([undefined, undefined])
    outermost(records)
  })

  it.each([undefined, null, 0, '', false])(
    'leave the handler’s value as it is: %s',
    async (value) => {
      const invocation = await invoke([tracing()], () => value)
      expect(invocation.value).toBe(value)
      expect(invocation).not.toHaveProperty('error')
    },
  )
})

describe('one tracing()', () => {
  it('writes a start and an ending for each of two handlers', async () => {
    const shared = tracing()
    const handlers = [1, 2].map((n) =>
      handlerOf([shared], async () => {
        await turn()
        return { statusCode: 200 + n }
      }),
    )
    const { records } = await captureRecords(() =>
      Promise.all(handlers.map((handler) => handler(httpApiEvent(), lambdaContext()))),
    )
    const ids = new Set(records.map(({ traceId }) => traceId))
    expect(ids.size).toBe(2)
    for (const id of ids) outermost(records.filter(({ traceId }) => traceId === id))
  })

  it('keeps nothing of a request in memory over 1,000 invocations', async () => {
    const options: TracingOptions = { level: 'info' }
    const handler = handlerOf([tracing(options), httpErrorHandler({ logger: false })], (event) => {
      const { n } = event as { n: number }
      if (n % 3 === 0) currentTrace().set({ jobId: `job-${n}` })
      if (n % 5 === 0) throw new Error('failed')
      return answer()
    })
    const contexts: WeakRef<object>[] = []
    for (let n = 0; n < 1000; n += 1) {
      const context = lambdaContext()
      contexts.push(new WeakRef(context))
      const { records } = await captureRecords(() => handler(httpApiEvent({}, { n }), context))
      const { ending } = outermost(records)
      expect(ending.jobId).toBe(n % 3 === 0 ? `job-${n}` : undefined)
    }
    await turn()
    collectGarbage()
    const held = contexts.filter((context) => context.deref() !== undefined)
    expect(held.length).toBeLessThan(5)
  })

  it('carries nothing from a request that returned early to the next one', async () => {
    const inbound = { 'x-trace-id': 'first-caller' }
    const before: Hook = (request) => {
      if ((request.event as { early?: true }).early === undefined) return undefined
      currentTrace().set({ jobId: 'first-job', tenantId: 'first-tenant' })
      return { statusCode: 403 }
    }
    const handler = handlerOf([tracing(), { before }], () =>
      currentTrace().call('s3', 'getObject', answer),
    )
    await captureRecords(() => handler(httpApiEvent(inbound, { early: true }), lambdaContext()))
    const next = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    const { start } = outermost(next.records)
    expect(next.lines.join()).not.toMatch(/first-/)
    expect(start).not.toHaveProperty('parentId')
    const call = next.records.find(({ phase }) => phase === 'call')
    expect(call?.parentId).toBe(start.spanId)
  })
})

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
