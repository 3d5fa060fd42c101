import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceClient } from '../../../src/aws/index.ts'
import { createTraceContext } from '../../../src/next/index.ts'
import { startWire, type Wire } from '../../aws/wire.ts'
import { captureRecords } from '../../capture.ts'

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())

/** Sends a message within a request with these headers. Returns the names of its attributes. */
async function sentIn(headers: Record<string, string>) {
  const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
  const trace = createTraceContext({ action: 'a', headers })
  await captureRecords(() =>
    trace.hop('send', () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))),
  )
  return Object.keys(wire.last().json.MessageAttributes as object)
}

describe('the trace in a message', () => {
  it('has an x-trace-id only if the traceparent does not spell it', async () => {
    const spelled = { 'x-trace-id': 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736' }
    expect(await sentIn(spelled)).toEqual(['traceparent', 'x-trace-hops'])
    expect(await sentIn({ 'x-trace-id': 'checkout-17' })).toEqual([
      'traceparent',
      'x-trace-id',
      'x-trace-hops',
    ])
  })
})
