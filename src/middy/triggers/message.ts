import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { direct } from './direct.ts'
import { eventBridge } from './event-bridge.ts'
import { safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads a message: a notification of SNS, another service's event, or a payload with `_trace`. */
export function parseMessage(message: unknown): TriggerEvent {
  const content = parsed(message)
  const topic = arnName(safeGetText(content, 'TopicArn'))
  if (topic === undefined) return parseEnclosed(content)
  const attribute = headerReader([safeGet(content, 'MessageAttributes')])
  const { header, metadata } = parseEnclosed(parsed(safeGet(content, 'Message')))
  return {
    header: (name) => attribute(name) ?? header(name),
    metadata: { ...metadata, topic },
  }
}

function parseEnclosed(content: unknown): TriggerEvent {
  const bucket = safeGetText(content, 'Records', '0', 's3', 'bucket', 'name')
  return eventBridge(content) ?? { ...direct(content), metadata: { bucket } }
}

/** Parses a message that encloses a trace or an event. Other texts are not parsed: `undefined`. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text // a middleware has parsed it
  const enclosing = /"(?:_trace|TopicArn|detail-type|s3)"/
  return enclosing.test(text) ? parseObject(text) : undefined
}
