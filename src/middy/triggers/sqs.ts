import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headerReader } from './headers.ts'
import { parseEnclosed, parseMessage } from './message.ts'
import { recordsParser } from './records.ts'
import { parseNotification } from './sns.ts'
import type { Redelivery, TriggerParser } from './trigger.ts'

const STANDARD: Redelivery = {
  report: 'failed',
  idOf: (record) => safeGet(record, 'messageId'),
}
const FIFO: Redelivery = { ...STANDARD, report: 'rest', orderingKeyOf: () => '' }

/** Reads messages of SQS, and the notifications and events of SNS, EventBridge and S3 in them. */
export const sqs: TriggerParser = recordsParser('aws:sqs', {
  contentOf(record) {
    const content = parseMessage(safeGet(record, 'body'))
    return parseNotification(content) ?? parseEnclosed(content)
  },
  headerOf(record, content) {
    const attribute = headerReader([
      safeGet(record, 'messageAttributes'),
      { 'x-amzn-trace-id': safeGetIn(record, 'attributes', 'AWSTraceHeader') },
    ])
    return (name) => attribute(name) ?? content?.header(name)
  },
  metadataOf: (record, content) => ({ ...content?.metadata, queue: queueOf(record) }),
  redeliveryOf: (record) => (queueOf(record)?.endsWith('.fifo') ? FIFO : STANDARD),
})

function queueOf(record: unknown): string | undefined {
  return arnName(safeGet(record, 'eventSourceARN'))
}
