import type { Metadata } from '../core/record.ts'
import type { FinishedSpan } from './finished-span.ts'

/**
 * OpenTelemetry's attribute for each fact about a model's answer.
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export const GEN_AI_NAMES = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  modelId: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  stopReason: 'gen_ai.response.finish_reasons',
} as const

/** Returns the attributes of a call of a model, and none for other spans. */
export function genAiAttributes({ service, operation = '', record }: FinishedSpan): Metadata {
  if (service !== 'bedrock') return {}
  const { metadata } = record
  const facts: Metadata = {
    ...metadata,
    operation: operation.startsWith('converse') ? 'chat' : 'text_completion',
    provider: 'aws.bedrock',
    stopReason: metadata?.stopReason === undefined ? undefined : [metadata.stopReason],
  }
  return Object.fromEntries(Object.entries(GEN_AI_NAMES).map(([fact, name]) => [name, facts[fact]]))
}
