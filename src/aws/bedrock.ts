import { member } from '../core/member.ts'

/** A body that is larger holds a picture, or more text than is worth a search. */
const MOST_BYTES = 100_000
// Of the JSON itself: within a text of the model's the quotes would be escaped.
const STOP = /"(?:stop_?reason|finish_?reasons?|completion_?reason)"\s*:\s*\[?\s*"([^"\\]{1,64})"/i
const INPUT_TOKENS = /"inputTokenCount"\s*:\s*(\d+)/
const OUTPUT_TOKENS = /"outputTokenCount"\s*:\s*(\d+)/

/** What the answer of a model says of itself, as a whole: Converse in its output, InvokeModel in headers and body. */
export function modelFacts(output: unknown, headers: unknown): Record<string, unknown> {
  const usage = member(output, 'usage')
  return {
    inputTokens: member(usage, 'inputTokens') ?? count(headers, 'input'),
    outputTokens: member(usage, 'outputTokens') ?? count(headers, 'output'),
    stopReason: member(output, 'stopReason') ?? STOP.exec(textOf(member(output, 'body')))?.[1],
  }
}

/** Takes from an event of a model's stream what it says of the whole; true for one that brings tokens. */
export function noteModelEvent(facts: Record<string, unknown>, event: unknown): boolean {
  note(facts, 'stopReason', member(member(event, 'messageStop'), 'stopReason'))
  const usage = member(member(event, 'metadata'), 'usage')
  note(facts, 'inputTokens', member(usage, 'inputTokens'))
  note(facts, 'outputTokens', member(usage, 'outputTokens'))
  const chunk = member(event, 'chunk')
  if (chunk === undefined) return member(event, 'contentBlockDelta') !== undefined
  const text = textOf(member(chunk, 'bytes'))
  note(facts, 'stopReason', STOP.exec(text)?.[1])
  note(facts, 'inputTokens', numberIn(INPUT_TOKENS, text))
  note(facts, 'outputTokens', numberIn(OUTPUT_TOKENS, text))
  return true
}

function note(facts: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) facts[name] = value
}

function count(headers: unknown, kind: 'input' | 'output'): number | undefined {
  const text = member(headers, `x-amzn-bedrock-${kind}-token-count`)
  return typeof text === 'string' ? Number(text) : undefined
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** The characters of a JSON text in bytes; those beyond ASCII don't matter here. */
function textOf(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > MOST_BYTES) return ''
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
