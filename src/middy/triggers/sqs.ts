import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headersIn } from './headers.ts'
import { enclosed, parseMessage } from './message.ts'
import { recordsParser } from './records.ts'
import { notification } from './sns.ts'
import type { Delivery, TriggerEvent, TriggerParser } from './trigger.ts'

const STANDARD: Delivery = {
  report: 'failed',
  idOf: (record) => safeGet(record, 'messageId'),
}
const FIFO: Delivery = { ...STANDARD, report: 'rest', orderingKeyOf: () => '' }

/** SQS, also with what SNS, EventBridge and S3 send to it. */
export const sqs: TriggerParser = recordsParser('aws:sqs', {
  headerOf(record) {
    const attribute = headersIn([
      safeGet(record, 'messageAttributes'),
      {
        'x-amzn-trace-id': safeGetIn(record, 'attributes', 'AWSTraceHeader'),
      },
    ])
    const { header } = contentOf(record)
    return (name) => attribute(name) ?? header(name)
  },
  metadataOf: (record) => ({ ...contentOf(record).metadata, queue: queueOf(record) }),
  deliveryOf: (record) => (queueOf(record)?.endsWith('.fifo') ? FIFO : STANDARD),
})

function contentOf(record: unknown): TriggerEvent {
  const content = parseMessage(safeGet(record, 'body'))
  return notification(content) ?? enclosed(content)
}

function queueOf(record: unknown): string | undefined {
  return arnName(safeGet(record, 'eventSourceARN'))
}
