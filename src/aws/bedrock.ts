import { parseObject } from '../core/lib/parse-object.ts'
import { safeGet } from '../core/lib/safe-get.ts'

/** Larger bodies hold a picture, or take too long to parse. */
const MAX_BYTES = 100_000
const METRICS = 'amazon-bedrock-invocationMetrics'
/** Matches each text with a stop reason or with Bedrock's metrics. Other texts are not parsed. */
const MAY_HAVE_METADATA = /eason|-invocationMetrics/

// The names differ between models, and so do the objects that have them. Members of the same name
// in other objects, such as a tool's arguments, are the model's own words.
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
const MAX_REASON_LENGTH = 64

/** What a record says about an answer of a model. */
export interface ModelMetadata {
  inputTokens?: unknown
  outputTokens?: unknown
  stopReason?: unknown
  /** Milliseconds from the request. */
  timeToFirstToken?: number
}

/** Reads the answer of Converse (its output) or of InvokeModel (its headers and body). */
export function modelMetadata(output: unknown, headers: unknown): ModelMetadata {
  const usage = safeGet(output, 'usage')
  const stopReason =
    safeGet(output, 'stopReason') ?? stopReasonIn(parseModelJson(safeGet(output, 'body')))
  return {
    inputTokens: safeGet(usage, 'inputTokens') ?? tokenCount(headers, 'input'),
    outputTokens: safeGet(usage, 'outputTokens') ?? tokenCount(headers, 'output'),
    stopReason,
  }
}

/**
 * Adds what an event of a streamed answer says to the metadata of the whole answer.
 * @returns whether the event brings tokens
 */
export function addModelEvent(metadata: ModelMetadata, event: unknown): boolean {
  const usage = safeGet(safeGet(event, 'metadata'), 'usage')
  setDefined(metadata, 'stopReason', safeGet(safeGet(event, 'messageStop'), 'stopReason'))
  setDefined(metadata, 'inputTokens', safeGet(usage, 'inputTokens'))
  setDefined(metadata, 'outputTokens', safeGet(usage, 'outputTokens'))
  const chunk = safeGet(event, 'chunk')
  if (chunk === undefined) return safeGet(event, 'contentBlockDelta') !== undefined
  const content = parseModelJson(safeGet(chunk, 'bytes'))
  const metrics = safeGet(content, METRICS)
  setDefined(metadata, 'stopReason', stopReasonIn(content))
  setDefined(metadata, 'inputTokens', safeGet(metrics, 'inputTokenCount'))
  setDefined(metadata, 'outputTokens', safeGet(metrics, 'outputTokenCount'))
  return true
}

function setDefined(
  metadata: ModelMetadata,
  name: 'inputTokens' | 'outputTokens' | 'stopReason',
  value: unknown,
): void {
  if (value !== undefined) metadata[name] = value
}

function tokenCount(headers: unknown, kind: 'input' | 'output'): number | undefined {
  const text = safeGet(headers, `x-amzn-bedrock-${kind}-token-count`)
  return typeof text === 'string' ? Number(text) : undefined
}

function stopReasonIn(content: unknown): string | undefined {
  const firsts = STOP_LISTS.map((name) => safeGet(safeGet(content, name), '0'))
  const holders = [content, safeGet(content, 'delta'), safeGet(content, 'messageStop'), ...firsts]
  const reasons = holders.flatMap((holder) => STOP_NAMES.flatMap((name) => safeGet(holder, name)))
  return reasons.find(isReason)
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_REASON_LENGTH
}

/** Parses the JSON of a model; returns `undefined` if it has no metadata. */
function parseModelJson(bytes: unknown): object | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > MAX_BYTES) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return MAY_HAVE_METADATA.test(text) ? parseObject(text) : undefined
}
