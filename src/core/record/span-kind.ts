import type { SpanKind } from '../exporter.ts'
import type { Metadata } from '../record.ts'

/** What sends, by service: SQS, SNS, EventBridge, Kinesis and Firehose. */
const SENDING = /^(?:sqs:send|sns:publish|eventbridge:putEvents|(?:kinesis|firehose):putRecord)/

/** Returns what a call is to the service that it calls. */
export function callKind(service: string, operation: string): 'client' | 'producer' {
  return SENDING.test(`${service}:${operation}`) ? 'producer' : 'client'
}

/** Returns what a request is to its caller, by the metadata of its trigger. */
export function requestKind({ batchSize, detailType, field }: Metadata = {}): SpanKind {
  // A batch of AppSync, whose trigger names a field, is answered.
  const isMessage = (batchSize ?? detailType) !== undefined && field === undefined
  return isMessage ? 'consumer' : 'server'
}
