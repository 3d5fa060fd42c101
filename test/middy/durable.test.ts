import { describe, expect, it } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent } from './invocation.ts'

describe('a durable execution', () => {
  const execution = '01a20346-79d3-70ee-a555-c76cc1296de5'
  const arn = `arn:aws:lambda:eu-north-1:123456789012:function:order:1/durable-execution/order-17/${execution}`
  const durable = (durableExecutionMode: string) => ({
    awsRequestId: 'request',
    functionName: 'order',
    durableExecutionMode,
    executionContext: { durableExecutionArn: arn },
  })

  it('writes one start, `Resumed` for each replay, and one ending, with the same ids', async () => {
    const suspended = handlerOf([tracing()], () => new Promise(() => {}))
    const last = handlerOf([tracing()], () => 'done')
    const { records, value } = await captureRecords(() => {
      void suspended({ order: 17 }, durable('ExecutionMode'))
      void suspended({ order: 17 }, durable('ReplayMode'))
      return last({ order: 17 }, durable('ReplayMode'))
    })
    expect(value).toBe('done')
    expect(records.map(({ phase, message }) => [phase, message])).toEqual([
      ['start', 'Lambda start'],
      ['log', 'Resumed'],
      ['log', 'Resumed'],
      ['complete', 'Lambda success'],
    ])
    for (const record of records) {
      expect(record).toMatchObject({ traceId: `req_${execution}`, spanId: 'a555c76cc1296de5' })
    }
  })

  it('has the tenant of tenant isolation, which is in the context of Lambda', async () => {
    const handler = handlerOf([tracing()], () => 'done')
    // Middy copies the member of the execution, which has none.
    const context = {
      ...durable('ExecutionMode'),
      tenantId: undefined,
      lambdaContext: { tenantId: 'acme' },
    }
    const { records } = await captureRecords(() => handler({}, context))
    expect(records.map(({ tenantId }) => tenantId)).toEqual(['acme', 'acme'])
  })

  it('continues the trace that its event carries', async () => {
    const event = httpApiEvent({ traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` })
    const handler = handlerOf([tracing()], () => ({ statusCode: 200 }))
    const { records } = await captureRecords(() => handler(event, durable('ReplayMode')))
    const ids = records.map(({ traceId, parentId }) => [traceId, parentId])
    const own = ['req_abababab-abab-abab-abab-abababababab', 'cdcdcdcdcdcdcdcd']
    expect(ids).toEqual([own, own])
  })
})
