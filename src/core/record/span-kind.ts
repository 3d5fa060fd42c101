import type { SpanKind } from '../exporter.ts'
import type { Metadata, Phase } from '../record.ts'

/**
 * Returns what a span is to other services.
 * @param name of a call its action
 * @param metadata of the request: that of its trigger
 */
export function kindOf(phase: Phase, name: string, metadata?: Metadata): SpanKind {
  if (phase === 'hop') return 'internal'
  if (phase === 'call') return SENDING.test(name) ? 'producer' : 'client'
  // A batch of AppSync, whose trigger names a field, is answered.
  const isMessage = metadata?.detailType ?? (metadata?.batchSize && !metadata.field)
  return isMessage ? 'consumer' : 'server'
}

/** SQS, SNS, EventBridge, Kinesis and Firehose. */
const SENDING = /e:(?:sqs:send|sns:pub|\w+:put(?:Ev|Rec))/
