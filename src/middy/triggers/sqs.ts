import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headerReader } from './headers.ts'
import { parseEnclosed, parseMessage } from './message.ts'
import { recordsParser } from './records.ts'
import { parseNotification } from './sns.ts'
import type { Redelivery, TriggerEvent, TriggerParser } from './trigger.ts'

const STANDARD: Redelivery = {
  report: 'failed',
  idOf: (record) => safeGet(record, 'messageId'),
}
const FIFO: Redelivery = { ...STANDARD, report: 'rest', orderingKeyOf: () => '' }

/** Reads messages of SQS, and the notifications and events of SNS, EventBridge and S3 in them. */
export const sqs: TriggerParser = recordsParser('aws:sqs', {
  headerOf(record) {
    const attribute = headerReader([
      safeGet(record, 'messageAttributes'),
      { 'x-amzn-trace-id': safeGetIn(record, 'attributes', 'AWSTraceHeader') },
    ])
    const { header } = contentOf(record)
    return (name) => attribute(name) ?? header(name)
  },
  metadataOf: (record) => ({ ...contentOf(record).metadata, queue: queueOf(record) }),
  redeliveryOf: (record) => (queueOf(record)?.endsWith('.fifo') ? FIFO : STANDARD),
})

function contentOf(record: unknown): TriggerEvent {
  const content = parseMessage(safeGet(record, 'body'))
  return parseNotification(content) ?? parseEnclosed(content)
}

function queueOf(record: unknown): string | undefined {
  return arnName(safeGet(record, 'eventSourceARN'))
}
