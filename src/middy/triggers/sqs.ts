import { member } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { enclosed, parseMessage } from './message.ts'
import { recordSource } from './records.ts'
import { notification } from './sns.ts'
import type { Delivery, Incoming, Source } from './source.ts'

const STANDARD: Delivery = {
  report: 'failed',
  idOf: (record) => member(record, 'messageId'),
}
const FIFO: Delivery = { ...STANDARD, report: 'rest', laneOf: () => '' }

/** SQS, also with what SNS, EventBridge and S3 send to it. */
export const sqs: Source = recordSource('aws:sqs', {
  headerOf(record) {
    const attribute = headersIn([
      member(record, 'messageAttributes'),
      {
        'x-amzn-trace-id': memberAt(record, 'attributes', 'AWSTraceHeader'),
      },
    ])
    const { header } = contentOf(record)
    return (name) => attribute(name) ?? header(name)
  },
  metadataOf: (record) => ({ ...contentOf(record).metadata, queue: queueOf(record) }),
  deliveryOf: (record) => (queueOf(record)?.endsWith('.fifo') ? FIFO : STANDARD),
})

function contentOf(record: unknown): Incoming {
  const content = parseMessage(member(record, 'body'))
  return notification(content) ?? enclosed(content)
}

function queueOf(record: unknown): string | undefined {
  return arnName(member(record, 'eventSourceARN'))
}
