import { member } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { headersIn, NO_HEADERS } from './headers.ts'
import { memberAt } from './members.ts'
import { enclosed, parseMessage } from './message.ts'
import { recordSource } from './records.ts'
import { type Delivery, type Incoming, type Source, textMember } from './source.ts'

/** SNS is told of no single message: it invokes again when the invocation fails. */
const DELIVERY: Delivery = {
  report: 'error',
  idOf: (record) => memberAt(record, 'Sns', 'MessageId'),
}

export const sns: Source = recordSource('aws:sns', {
  headerOf: (record) => notification(member(record, 'Sns'))?.header ?? NO_HEADERS,
  metadataOf: (record) => notification(member(record, 'Sns'))?.metadata,
  deliveryOf: () => DELIVERY,
})

/** A notification of a topic: in a record of SNS, or the body of a message that it sent to SQS. */
export function notification(content: unknown): Incoming | undefined {
  const topic = arnName(textMember(content, 'TopicArn'))
  if (topic === undefined) return undefined
  const attribute = headersIn([member(content, 'MessageAttributes')])
  const { header, metadata } = enclosed(parseMessage(member(content, 'Message')))
  return {
    header: (name) => attribute(name) ?? header(name),
    metadata: { ...metadata, topic },
  }
}
