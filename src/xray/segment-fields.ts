import type { EndedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'
import { serviceTitle } from '../core/trace/step-names.ts'

const FOREIGN = /[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]/gu
const LONGEST_NAME = 200

/**
 * The name that X-Ray draws: of a segment its service, of an HTTP call the host, of another call the
 * service as X-Ray knows it, else the hop's name or the action.
 */
export function nameOf(span: EndedSpan, isSegment: boolean): string {
  return asName(isSegment ? span.request.service : stepName(span))
}

/** A text as X-Ray takes it for a name. */
export function asName(text: string): string {
  // Cut first: it may leave half a letter, which X-Ray takes in no name.
  return text.slice(0, LONGEST_NAME).replace(FOREIGN, '_') || 'unknown'
}

function stepName(span: EndedSpan): string {
  if (span.kind !== 'call') return span.name
  const [service] = partsOf(span.record)
  if (namespaceOf(span) === 'aws') return serviceTitle(service)
  return service === 'http' ? (textOf(span.record, 'host') ?? service) : service
}

/** Where a call goes to; other steps go nowhere. */
export function namespaceOf({ kind, record }: EndedSpan): 'aws' | 'remote' | undefined {
  if (kind !== 'call') return undefined
  const { awsRequestId, region } = record.metadata ?? {}
  return (awsRequestId ?? region) === undefined ? 'remote' : 'aws'
}

/** The HTTP request and answer, as far as the record tells of them. */
export function httpOf(record: TraceRecord): object | undefined {
  const method = textOf(record, 'method')
  const url = [textOf(record, 'host'), textOf(record, 'path')].join('') || undefined
  const { statusCode: status } = record.metadata ?? {}
  const request = method === undefined ? undefined : { method, url }
  const response = Number.isInteger(status) ? { status } : undefined
  return request || response ? { request, response } : undefined
}

/** What X-Ray asks of a call to AWS. */
export function awsOf(record: TraceRecord): object {
  const { region, awsRequestId, attempts, bucket, key, table, queue, topic } = record.metadata ?? {}
  const [, operation] = partsOf(record)
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

/** Of the action `service:<name>:<operation>`. */
function partsOf({ action }: TraceRecord): readonly [service: string, operation: string] {
  const [, service = action, ...operation] = action.split(':')
  return [service, operation.join(':')]
}

function textOf({ metadata }: TraceRecord, name: string): string | undefined {
  const value = metadata?.[name]
  return typeof value === 'string' ? value : undefined
}
