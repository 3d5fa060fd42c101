import { parseObject } from '../../core/lib/parse-object.ts'
import { arnName } from './arn.ts'
import { direct } from './direct.ts'
import { eventBridge } from './event-bridge.ts'
import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads a message: a notification of SNS, another service's event, or a payload with `_trace`.
 * @throws the error of a getter or a revoked Proxy, if a middleware has parsed the message
 */
export function parseMessage(message: unknown): TriggerEvent {
  const content = parsed(message)
  const topic = arnName(content?.TopicArn)
  if (topic === undefined) return parseEnclosed(content)
  const attribute = headerReader([content?.MessageAttributes])
  const { header, metadata } = parseEnclosed(parsed(content?.Message))
  return {
    header: (name) => attribute(name) ?? header(name),
    metadata: { ...metadata, topic },
  }
}

function parseEnclosed(content: Part): TriggerEvent {
  const bucket = textOf(content?.Records?.[0]?.s3?.bucket?.name)
  return eventBridge(content) ?? { ...direct(content), metadata: { bucket } }
}

/** Parses a message that encloses a trace or an event. Other texts are not parsed: `undefined`. */
function parsed(text: unknown): Part {
  if (typeof text !== 'string') return text as Part // a middleware has parsed it
  const enclosing = /"(?:_trace|TopicArn|detail-type|s3)"/
  return enclosing.test(text) ? (parseObject(text) as Part) : undefined
}
