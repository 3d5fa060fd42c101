import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { type MessageAttributeValue, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { invoke, lambdaContext } from '../middy/invocation.ts'
import { only } from './request.ts'
import { startWire, type Wire } from './wire.ts'

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())

const base64Of = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64')
const parseBase64 = (text: unknown) => JSON.parse(Buffer.from(String(text), 'base64').toString())

/** What a function gets, and forwards unchanged. */
interface Round {
  readonly event: unknown
  readonly context?: object
}
type Forward = (given: Round) => Promise<Round>

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'
const forwards: [string, Round, Forward][] = [
  [
    'EventBridge',
    { event: events.eventBridge() },
    async ({ event }) => {
      const client = traceClient(new EventBridgeClient(wire.options))
      const given = event as ReturnType<typeof events.eventBridge>
      const entry = { Source: 'shop', DetailType: 'x', Detail: JSON.stringify(given.detail) }
      await client.send(new PutEventsCommand({ Entries: [entry] }))
      const { Entries } = wire.last().json as { Entries: { Detail: string }[] }
      return { event: { ...given, detail: JSON.parse(Entries[0]?.Detail ?? '') } }
    },
  ],
  [
    'SQS',
    { event: events.sqs() },
    async ({ event }) => {
      const client = traceClient(new SQSClient({ ...wire.options, md5: false }))
      const record = (event as ReturnType<typeof events.sqs>).Records[0]
      const given = Object.entries(record?.messageAttributes ?? {})
      const MessageAttributes = Object.fromEntries(
        given.map(([name, { stringValue }]) => [
          name,
          { DataType: 'String', StringValue: stringValue },
        ]),
      )
      await client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }),
      )
      const sent = wire.last().json.MessageAttributes as Record<string, MessageAttributeValue>
      const messageAttributes = Object.fromEntries(
        Object.entries(sent).map(([name, { StringValue }]) => [
          name,
          { dataType: 'String', stringValue: StringValue },
        ]),
      )
      return { event: { Records: [{ ...record, messageAttributes }] } }
    },
  ],
  [
    'the client context of an invocation',
    { event: {}, context: { clientContext: { custom: { tenant: 'a' } } } },
    async ({ context }) => {
      const client = traceClient(new LambdaClient(wire.options))
      const { clientContext } = context as { clientContext: unknown }
      const ClientContext = base64Of(clientContext)
      await client.send(new InvokeCommand({ FunctionName: 'orders', ClientContext }))
      const sent = wire.last().headers['x-amz-client-context']
      return { event: {}, context: { clientContext: parseBase64(sent) } }
    },
  ],
]

describe('a function that forwards what it got', () => {
  it.each(forwards)('warns of a loop, within one tree: %s', async (_name, first, forward) => {
    let given = first
    let parentId: string | undefined
    const warned: boolean[] = []
    for (let round = 0; round < 4; round += 1) {
      const { event, context } = given
      let sent: Round | undefined
      const { records, start } = await invoke(
        [tracing({ maxServices: 2 })],
        async () => {
          sent = await forward(given)
        },
        event,
        lambdaContext(context),
      )
      expect(start.parentId).toBe(parentId)
      warned.push(records.some(({ message }) => message === 'Trace loop'))
      parentId = only(records.filter(({ phase }) => phase === 'call')).spanId
      given = sent as Round
    }
    expect(warned).toEqual([false, false, false, true])
  })
})

describe('the detail of an event', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
  const received = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, 'x-trace-hops': '4' }
  /** Returns the detail that a function sends which has received this trace. */
  const sentFor = async (detail: (trace: object) => string) => {
    const client = traceClient(new EventBridgeClient(wire.options))
    const event = { ...events.eventBridge(), detail: { _trace: received } }
    let text = ''
    const { error, records } = await invoke(
      [tracing()],
      () => {
        text = detail(Object.fromEntries(currentTrace().headers()))
        return client.send(new PutEventsCommand({ Entries: [{ Detail: text }] }))
      },
      event,
    )
    expect(error).toBeUndefined()
    const { Entries } = wire.last().json as { Entries: { Detail: string }[] }
    const { spanId } = only(records.filter(({ phase }) => phase === 'call'))
    const own = { traceparent: `00-${TRACE}-${spanId}-01`, 'x-trace-hops': '5' }
    return { sent: Entries[0]?.Detail, text, own: JSON.stringify(own) }
  }
  const old = JSON.stringify(received)

  it('keeps the rest of its text if a forwarded trace is replaced', async () => {
    const { sent, own } = await sentFor(
      () => `{ "id":12345678901234567890,"_trace":${old} , "text":"ü $& }"}`,
    )
    expect(sent).toBe(`{ "id":12345678901234567890,"_trace":${own} , "text":"ü $& }"}`)
  })

  it.each([
    ['of another trace', () => `{"_trace":${old.replace(TRACE, '1'.repeat(32))}}`],
    ['that the sender has set', (own: object) => JSON.stringify({ _trace: own })],
    ['that is formatted in another way', () => `{"_trace": ${old}}`],
    ['that also stands in an earlier member', () => `{"order":{"_trace":${old}},"_trace":${old}}`],
    ['without a traceparent', () => '{"_trace":{"x-trace-hops":"1"}}'],
    ['that is not an object', () => '{"_trace":"text"}'],
  ])('stays the same with a trace %s', async (_what, detail) => {
    const { sent, text } = await sentFor(detail)
    expect(sent).toBe(text)
  })
})
