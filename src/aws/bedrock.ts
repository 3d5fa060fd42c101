import { parseObject } from '../core/lib/parse-object.ts'
import { safeGet } from '../core/lib/safe-get.ts'

/** A body that is larger holds a picture, or more text than is worth parsing. */
const MOST_BYTES = 100_000
const METRICS = 'amazon-bedrock-invocationMetrics'
/** What a text has that says more of a call than the model's answer. */
const MAY_HAVE_METADATA = /eason|-invocationMetrics/

// Each model has its own name and place for it. Elsewhere, such as among a tool's arguments, a member
// of such a name is what the model has written.
const STOP_NAMES = [
  'stop_reason',
  'stopReason',
  'finish_reason',
  'finishReason',
  'finish_reasons',
  'completion_reason',
  'completionReason',
]
const STOP_LISTS = ['choices', 'results', 'outputs', 'generations', 'completions']
const LONGEST_REASON = 64

/** What the answer of a model says of itself, as a whole: Converse in its output, InvokeModel in headers and body. */
export function modelMetadata(output: unknown, headers: unknown): Record<string, unknown> {
  const usage = safeGet(output, 'usage')
  return {
    inputTokens: safeGet(usage, 'inputTokens') ?? count(headers, 'input'),
    outputTokens: safeGet(usage, 'outputTokens') ?? count(headers, 'output'),
    stopReason: safeGet(output, 'stopReason') ?? stopReasonIn(contentOf(safeGet(output, 'body'))),
  }
}

/** Takes from an event of a model's stream what it says of the whole; true for one that brings tokens. */
export function noteModelEvent(facts: Record<string, unknown>, event: unknown): boolean {
  note(facts, 'stopReason', safeGet(safeGet(event, 'messageStop'), 'stopReason'))
  const usage = safeGet(safeGet(event, 'metadata'), 'usage')
  note(facts, 'inputTokens', safeGet(usage, 'inputTokens'))
  note(facts, 'outputTokens', safeGet(usage, 'outputTokens'))
  const chunk = safeGet(event, 'chunk')
  if (chunk === undefined) return safeGet(event, 'contentBlockDelta') !== undefined
  const content = contentOf(safeGet(chunk, 'bytes'))
  const metrics = safeGet(content, METRICS)
  note(facts, 'stopReason', stopReasonIn(content))
  note(facts, 'inputTokens', safeGet(metrics, 'inputTokenCount'))
  note(facts, 'outputTokens', safeGet(metrics, 'outputTokenCount'))
  return true
}

function note(facts: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) facts[name] = value
}

function count(headers: unknown, kind: 'input' | 'output'): number | undefined {
  const text = safeGet(headers, `x-amzn-bedrock-${kind}-token-count`)
  return typeof text === 'string' ? Number(text) : undefined
}

function stopReasonIn(content: unknown): string | undefined {
  const firsts = STOP_LISTS.map((name) => safeGet(safeGet(content, name), '0'))
  const places = [content, safeGet(content, 'delta'), safeGet(content, 'messageStop'), ...firsts]
  const reasons = places.flatMap((place) => STOP_NAMES.flatMap((name) => safeGet(place, name)))
  return reasons.find(isReason)
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_REASON
}

/** The object that a model's own JSON holds, where it has something to tell. */
function contentOf(bytes: unknown): object | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > MOST_BYTES) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return MAY_HAVE_METADATA.test(text) ? parseObject(text) : undefined
}
