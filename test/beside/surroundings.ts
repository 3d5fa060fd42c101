import { createServer } from 'node:http'
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { startS3 } from '../../local/stand-ins/s3.ts'
import { listen } from '../../local/stand-ins/stand-in.ts'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace, type Trace } from '../../src/index.ts'
import type { RequestRecord } from '../../src/lines/record.ts'
import { tracing } from '../../src/middy/index.ts'
import { withNodeTracing } from '../../src/node/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { optionsFor } from '../aws/wire.ts'
import { captureRecords } from '../capture.ts'
import type { RecordLog } from '../e2e/record-log.ts'
import { handlerOf } from '../middy/invocation.ts'
import { type Order, TRACE_ID } from './order.ts'
import { type Received, readRequest } from './receiver.ts'

type SqsEvent = ReturnType<typeof events.sqs>
type Attributes = Order['attributes']

/** A service that has another tracer, as its surroundings use it. */
export interface Service {
  /** Its records, which it writes in another process. */
  readonly log: RecordLog
  /** Its endings of one order. */
  readonly endings: number
  /** Asks for an order: the service then calls the stock, and sends a message. */
  place(trace: Trace): Promise<unknown>
  /** Hands a message to the service. Absent if it takes none. */
  consume?(event: SqsEvent): Promise<unknown>
}

/**
 * Starts what is around a service: a caller, a stock that it calls, queues, and a consumer of its message.
 * They have hoptrace and no other tracer.
 */
export async function startSurroundings() {
  const aws = await startS3() // it is SQS too
  const requests: Received[] = []
  const answer = withNodeTracing(
    async (request, response) => {
      requests.push(readRequest(request, ''))
      response.end('{}')
    },
    { service: 'stock' },
  )
  const stock = await listen(createServer(answer))
  const sqs = new SQSClient(optionsFor(aws.url))
  const traced = traceClient(new SQSClient(optionsFor(aws.url)))
  const createQueue = async (QueueName: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''
  const [orders, payments] = [await createQueue('orders'), await createQueue('payments')]

  const receive = async (QueueUrl: string): Promise<Message> => {
    const MessageAttributeNames = ['All']
    const command = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames })
    const { Messages: [message] = [] } = await sqs.send(command)
    if (message === undefined) throw new Error(`No message is in ${QueueUrl}`)
    return message
  }

  return {
    /** The environment of the service. */
    env: {
      STOCK_URL: stock.url,
      ORDERS_QUEUE: orders,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      HOPTRACE_FORMAT: 'json',
    },

    /** Orders something, and lets the messages of the order arrive. */
    async order({ log, endings, place, consume }: Service): Promise<Order> {
      requests.length = 0
      const caller = handlerOf([tracing({ service: 'caller' })], async () => {
        await place(currentTrace())
        if (consume === undefined) return
        await traced.send(new SendMessageCommand({ QueueUrl: payments, MessageBody: '{}' }))
      })
      const consumer = handlerOf([tracing({ service: 'consumer' })], () => undefined)
      let attributes: Attributes = {}
      const { error, records } = await captureRecords(async () => {
        await caller(events.httpApi({ headers: { 'x-trace-id': TRACE_ID } }), lambdaContext())
        const sent = eventOf(await receive(orders))
        attributes = attributesOf(sent)
        await consumer(sent, lambdaContext())
        await consume?.(eventOf(await receive(payments)))
      })
      if (error !== undefined) throw error
      await log.when(`${endings} endings of the service`, () => endingsIn(log) >= endings)
      return {
        records: [...(records as RequestRecord[]), ...log.records],
        requests: [...requests],
        attributes,
      }
    },

    async stop(): Promise<void> {
      await Promise.all([stock.stop(), aws.stop()])
    },
  }
}

function endingsIn({ records }: RecordLog): number {
  return records.filter(({ phase }) => phase === 'complete').length
}

/** Returns the event that Lambda makes of a queue's message. */
function eventOf({ Body = '', MessageAttributes = {} }: Message): SqsEvent {
  const headers = Object.fromEntries(
    Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
      StringValue === undefined ? [] : [[name, StringValue]],
    ),
  )
  return events.sqs({ headers, body: Body })
}

function attributesOf({ Records: [record] }: SqsEvent): Attributes {
  return Object.fromEntries(
    Object.entries(record?.messageAttributes ?? {}).map(([name, { stringValue }]) => [
      name,
      stringValue,
    ]),
  )
}
