import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, invoke, lambdaContext, turn } from './invocation.ts'

const answer = () => ({ statusCode: 200 })

describe('currentTrace()', () => {
  it.each([
    ['comes first', [{ before: turn }, tracing()]],
    ['comes second', [tracing(), { before: turn }]],
    ['comes before and after', [{ before: turn }, tracing(), { before: turn }, { before: turn }]],
  ])('returns the trace in the handler if an async middleware %s', async (_name, middlewares) => {
    const seen: string[] = []
    const { start } = await invoke(middlewares, async () => {
      seen.push(currentTrace().id)
      await turn()
      seen.push(currentTrace().id)
      currentTrace().info('inside')
    })
    expect(seen).toEqual([start.traceId, start.traceId])
  })

  it('returns the trace in the after and the onError of a later middleware', async () => {
    const seen: string[] = []
    const look = () => {
      seen.push(currentTrace().id)
    }
    const { start } = await invoke([tracing(), { after: look, onError: look }], answer)
    const failed = await invoke([tracing(), { after: look, onError: look }], async () => {
      throw new Error('failed')
    })
    expect(seen).toEqual([start.traceId, failed.start.traceId])
  })

  it('keeps 50 interleaved invocations apart', async () => {
    const handler = handlerOf([{ before: turn }, tracing(), { before: turn }], async (event) => {
      const { n } = event as { n: number }
      const trace = currentTrace()
      trace.set({ jobId: `job-${n}` })
      await trace.hop('outer', async () => {
        for (let i = 0; i < n % 7; i += 1) await turn()
        await currentTrace().call('s3', 'getObject', turn, { n })
      })
      currentTrace().info(`line ${n}`)
      if (n % 5 === 0) throw new Error(`error ${n}`)
      return { statusCode: 200, body: currentTrace().id }
    })
    const invocations = Array.from({ length: 50 }, (_, n) => ({
      n,
      event: httpApiEvent({ 'x-trace-id': `caller-${n}` }, { n }),
      context: lambdaContext({ awsRequestId: `request-${n}` }),
    }))
    const { value: answers, records } = await captureRecords(() =>
      Promise.allSettled(invocations.map(async ({ event, context }) => handler(event, context))),
    )
    expect(records).toHaveLength(250)
    for (const { n } of invocations) {
      const own = records.filter(({ traceId }) => traceId === `caller-${n}`)
      const [start, call, hop, log, ending] = own
      expect(own.map(({ requestId }) => requestId)).toEqual(Array(5).fill(`request-${n}`))
      expect(own.slice(1).map(({ jobId }) => jobId)).toEqual(Array(4).fill(`job-${n}`))
      expect(own.map(({ phase }) => phase)).toEqual(['start', 'call', 'hop', 'log', 'complete'])
      expect([call?.parentId, hop?.parentId]).toEqual([hop?.spanId, start?.spanId])
      expect([call?.metadata?.n, log?.message, log?.spanId]).toEqual([
        n,
        `line ${n}`,
        start?.spanId,
      ])
      expect(ending?.error?.message).toBe(n % 5 === 0 ? `error ${n}` : undefined)
      expect(answers?.[n]).toMatchObject(
        n % 5 === 0
          ? { reason: { message: `error ${n}` } }
          : { value: { body: `caller-${n}`, headers: { 'x-trace-id': `caller-${n}` } } },
      )
    }
  })

  it('returns the ended trace in a timer that outlives its request', async () => {
    let leaked: Promise<void> | undefined
    const first = handlerOf([tracing()], () => {
      leaked = turn().then(() => currentTrace().info('leaked'))
      return answer()
    })
    const next = handlerOf([tracing()], async () => {
      await leaked
      currentTrace().info('own')
    })
    const { records } = await captureRecords(async () => {
      await first(httpApiEvent({ 'x-trace-id': 'first' }), lambdaContext())
      await next(httpApiEvent({ 'x-trace-id': 'next' }), lambdaContext())
    })
    const lines = records.map(({ traceId, message, late }) => [traceId, message, late])
    expect(lines).toEqual([
      ['first', 'Lambda start', undefined],
      ['first', 'Lambda success', undefined],
      ['next', 'Lambda start', undefined],
      ['first', 'leaked', true],
      ['next', 'own', undefined],
      ['next', 'Lambda success', undefined],
    ])
  })
})
