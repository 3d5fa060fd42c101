import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader, NO_HEADERS } from './headers.ts'
import { parseEnclosed, parseMessage } from './message.ts'
import { recordsParser } from './records.ts'
import type { Redelivery, TriggerEvent, TriggerParser } from './trigger.ts'

/** Lambda retries the whole invocation: SNS waits for no answer. */
const REDELIVERY: Redelivery = {
  report: 'error',
  idOf: (record) => safeGetIn(record, 'Sns', 'MessageId'),
}

/** Reads notifications of SNS. */
export const sns: TriggerParser = recordsParser('aws:sns', {
  contentOf: (record) => parseNotification(safeGet(record, 'Sns')),
  headerOf: (_record, content) => content?.header ?? NO_HEADERS,
  metadataOf: (_first, content) => content?.metadata,
  redeliveryOf: () => REDELIVERY,
})

/** Reads a notification of a topic: in a record of SNS, or in the body of an SQS message. */
export function parseNotification(content: unknown): TriggerEvent | undefined {
  const topic = arnName(safeGetText(content, 'TopicArn'))
  if (topic === undefined) return undefined
  const attribute = headerReader([safeGet(content, 'MessageAttributes')])
  const { header, metadata } = parseEnclosed(parseMessage(safeGet(content, 'Message')))
  return {
    header: (name) => attribute(name) ?? header(name),
    metadata: { ...metadata, topic },
  }
}
