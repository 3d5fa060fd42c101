import type { EndedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'
import { serviceTitle } from '../core/trace/step-names.ts'

const FORBIDDEN = /[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]/gu
const MAX_NAME_LENGTH = 200

/**
 * Returns the name that X-Ray shows:
 * - for a segment: the service
 * - for an HTTP call: the host
 * - for another call: the called service
 * - for any other step: the hop's name or the action
 */
export function nameOf(span: EndedSpan, isSegment: boolean): string {
  return asName(isSegment ? span.request.service : stepName(span))
}

/** Returns a text without the characters that X-Ray forbids in names. */
export function asName(text: string): string {
  // Cut first: a cut may leave half a surrogate pair, which is replaced as well.
  return text.slice(0, MAX_NAME_LENGTH).replace(FORBIDDEN, '_') || 'unknown'
}

function stepName(span: EndedSpan): string {
  if (span.type !== 'call') return span.name
  const [service] = actionParts(span.record)
  if (namespaceOf(span) === 'aws') return serviceTitle(service)
  return service === 'http' ? (metadataText(span.record, 'host') ?? service) : service
}

/** Returns whether a call goes to AWS or elsewhere; `undefined` for any other step. */
export function namespaceOf({ type, record }: EndedSpan): 'aws' | 'remote' | undefined {
  if (type !== 'call') return undefined
  const { awsRequestId, region } = record.metadata ?? {}
  return (awsRequestId ?? region) === undefined ? 'remote' : 'aws'
}

/** Returns the HTTP request and response of a record; `undefined` if it has none. */
export function httpOf(record: TraceRecord): object | undefined {
  const method = metadataText(record, 'method')
  const url = [metadataText(record, 'host'), metadataText(record, 'path')].join('') || undefined
  const { statusCode: status } = record.metadata ?? {}
  const request = method === undefined ? undefined : { method, url }
  const response = Number.isInteger(status) ? { status } : undefined
  return request || response ? { request, response } : undefined
}

/** Returns the fields that X-Ray has for a call to AWS. */
export function awsOf(record: TraceRecord): object {
  const { region, awsRequestId, attempts, bucket, key, table, queue, topic } = record.metadata ?? {}
  const [, operation] = actionParts(record)
  return {
    operation: operation.slice(0, 1).toUpperCase() + operation.slice(1),
    region,
    request_id: awsRequestId,
    retries: typeof attempts === 'number' ? attempts - 1 : undefined,
    bucket_name: bucket,
    key,
    table_name: table,
    queue_name: queue,
    topic_name: topic,
  }
}

/** Returns the parts of the action `service:<name>:<operation>`. */
function actionParts({ action }: TraceRecord): readonly [service: string, operation: string] {
  const [, service = action, ...operation] = action.split(':')
  return [service, operation.join(':')]
}

function metadataText({ metadata }: TraceRecord, name: string): string | undefined {
  const value = metadata?.[name]
  return typeof value === 'string' ? value : undefined
}
