import { direct } from './direct.ts'
import { eventBridge } from './event-bridge.ts'
import { s3 } from './s3.ts'
import type { TriggerEvent } from './trigger.ts'

/** What the text of a message has that encloses a trace or another service's event. */
const ENCLOSING = /"(?:_trace|TopicArn|detail-type|s3)"/

/** The content of a message that encloses a trace or an event; no other text is parsed. */
export function parseMessage(text: unknown): unknown {
  if (typeof text !== 'string') return text // a middleware has parsed it
  if (!ENCLOSING.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a text that merely looks so
  }
}

/** What the content of a message tells: of another service's event, or of the sender's own. */
export function enclosed(content: unknown): TriggerEvent {
  return eventBridge(content) ?? s3(content) ?? direct(content)
}

/** What data in base64 tells. */
export function enclosedData(data: unknown): TriggerEvent {
  return enclosed(
    parseMessage(typeof data === 'string' ? Buffer.from(data, 'base64').toString() : data),
  )
}
