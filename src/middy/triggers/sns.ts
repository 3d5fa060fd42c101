import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headersIn, NO_HEADERS } from './headers.ts'
import { enclosed, parseMessage } from './message.ts'
import { recordsParser } from './records.ts'
import { type Delivery, safeGetText, type TriggerEvent, type TriggerParser } from './trigger.ts'

/** SNS is told of no single message: it invokes again when the invocation fails. */
const DELIVERY: Delivery = {
  report: 'error',
  idOf: (record) => safeGetIn(record, 'Sns', 'MessageId'),
}

export const sns: TriggerParser = recordsParser('aws:sns', {
  headerOf: (record) => notification(safeGet(record, 'Sns'))?.header ?? NO_HEADERS,
  metadataOf: (record) => notification(safeGet(record, 'Sns'))?.metadata,
  deliveryOf: () => DELIVERY,
})

/** A notification of a topic: in a record of SNS, or the body of a message that it sent to SQS. */
export function notification(content: unknown): TriggerEvent | undefined {
  const topic = arnName(safeGetText(content, 'TopicArn'))
  if (topic === undefined) return undefined
  const attribute = headersIn([safeGet(content, 'MessageAttributes')])
  const { header, metadata } = enclosed(parseMessage(safeGet(content, 'Message')))
  return {
    header: (name) => attribute(name) ?? header(name),
    metadata: { ...metadata, topic },
  }
}
