import { direct } from './direct.ts'
import { eventBridge } from './event-bridge.ts'
import { s3 } from './s3.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * A name that the text of a message has if the message encloses a trace or another service's event.
 */
const ENCLOSING = /"(?:_trace|TopicArn|detail-type|s3)"/

/** Parses a message that encloses a trace or an event. Other texts are not parsed: `undefined`. */
export function parseMessage(text: unknown): unknown {
  if (typeof text !== 'string') return text // a middleware has parsed it
  if (!ENCLOSING.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON
  }
}

/** Reads the content of a message: another service's event, or a payload with `_trace`. */
export function parseEnclosed(content: unknown): TriggerEvent {
  return eventBridge(content) ?? s3(content) ?? direct(content)
}

/** Reads the content of base64 data. */
export function parseEnclosedData(data: unknown): TriggerEvent {
  return parseEnclosed(
    parseMessage(typeof data === 'string' ? Buffer.from(data, 'base64').toString() : data),
  )
}
