import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { startWire, type Wire } from './wire.ts'

let answer = {}
let wire: Wire
beforeAll(async () => {
  wire = await startWire(() => ({ body: JSON.stringify(answer) }))
})
afterAll(() => wire.stop())

/** Returns the phases that a caller with sampling rate 0 writes if its function answers this. */
async function phasesOf(given: object): Promise<string[]> {
  answer = given
  const client = traceClient(new LambdaClient(wire.options))
  const command = new InvokeCommand({ FunctionName: 'shop-orders', Payload: Buffer.from('{}') })
  const handler = handlerOf([tracing({ sampling: { rate: 0 } })], async () => {
    await client.send(command)
    return 'done'
  })
  const { records } = await captureRecords(() => handler({}, lambdaContext()))
  return records.map(({ phase }) => phase)
}

describe('an invoked function that answers with x-trace-keep', () => {
  it('makes its caller keep its own records', async () => {
    const kept = { statusCode: 404, headers: { 'x-trace-keep': '1' } }
    expect(await phasesOf(kept)).toEqual(['start', 'call', 'complete'])
    expect(await phasesOf({ statusCode: 200, headers: {} })).toEqual(['complete'])
    const lists = { statusCode: 404, multiValueHeaders: { 'x-trace-keep': ['1'] } }
    expect(await phasesOf(lists)).toEqual(['start', 'call', 'complete'])
  })

  it.each([
    ['its body', { statusCode: 200, headers: {}, body: '{"x-trace-keep":"1"}' }],
    ['what it repeats of its event', { statusCode: 200, echo: { 'x-trace-keep': '1' } }],
    ['headers within that', { statusCode: 200, echo: { headers: { 'x-trace-keep': '1' } } }],
    ['a text', '"x-trace-keep":"1"'],
    ['another value', { statusCode: 200, headers: { 'x-trace-keep': '10' } }],
  ])('is not taken for one by %s', async (_what, given) => {
    expect(await phasesOf(given as object)).toEqual(['complete'])
  })
})
