import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import type { EndedSpan, Exporter } from '../../src/index.ts'
import { withLambdaTracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { lambdaContext } from '../middy/invocation.ts'
import { startWire } from './wire.ts'

it('an exporter gets commands that send as producers, and others as clients', async () => {
  const wire = await startWire(() => ({ body: '{"Entries":[],"FailedEntryCount":0}' }))
  onTestFinished(() => wire.stop())
  const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
  const bus = traceClient(new EventBridgeClient(wire.options))
  const ended: EndedSpan[] = []
  const exporter: Exporter = { onSpanEnd: (span) => void ended.push(span) }
  const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/1/jobs'
  const handler = withLambdaTracing(
    async (_event: unknown, _context: unknown) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }))
      await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
      await bus.send(new PutEventsCommand({ Entries: [{ Detail: '{}' }] }))
    },
    { exporters: [exporter] },
  )
  await captureRecords(() => handler({}, lambdaContext()))
  expect(ended.map(({ kind, operation }) => [kind, operation])).toEqual([
    ['producer', 'sendMessage'],
    ['client', 'receiveMessage'],
    ['producer', 'putEvents'],
    ['server', undefined],
  ])
})
