import type { Metadata, TraceRecord } from '../core/record.ts'
import { serviceTitle } from '../core/trace/step-names.ts'
import type { FinishedSpan } from './finished-span.ts'
import { GEN_AI_NAMES, genAiAttributes } from './gen-ai.ts'
import { MESSAGING_MEMBERS, messagingAttributes } from './messaging.ts'

// The names of OpenTelemetry's semantic conventions 1.45.0. `test/otlp/conventions.test.ts` compares them
// with the package `@opentelemetry/semantic-conventions`.

/** The conventions' names of metadata that the engine writes. Other metadata keeps its own name. */
const COMMON: readonly (readonly [string, string])[] = [
  ['method', 'http.request.method'],
  ['statusCode', 'http.response.status_code'],
  ['bucket', 'aws.s3.bucket'],
]
const OF_TYPE: Readonly<Record<FinishedSpan['type'], ReadonlyMap<string, string>>> = {
  request: new Map(COMMON),
  call: new Map([
    ...COMMON,
    ['path', 'url.path'],
    ['region', 'cloud.region'],
    ['awsRequestId', 'aws.request_id'],
    ['key', 'aws.s3.key'],
  ]),
  hop: new Map(),
}
/** Metadata whose values are written by functions below. */
const REPLACED: Readonly<Record<FinishedSpan['type'], readonly string[]>> = {
  request: ['path'],
  call: ['host', 'table', 'attempts', ...Object.keys(GEN_AI_NAMES)],
  hop: [],
}

/** Returns the attributes of a span: what the conventions name, and the rest of the metadata. */
export function semanticAttributes(span: FinishedSpan): Metadata {
  const { type, record } = span
  const isModel = span.service === 'bedrock'
  const messaging = messagingAttributes(span)
  const named: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record.metadata ?? {})) {
    const isReplaced = REPLACED[type].includes(name) && (isModel || !(name in GEN_AI_NAMES))
    const isMessaging = messaging && MESSAGING_MEMBERS.includes(name)
    if (!isReplaced && !isMessaging) named[OF_TYPE[type].get(name) ?? name] = value
  }
  return {
    ...named,
    ...(type === 'request' && requestAttributes(span)),
    ...(type === 'call' && callAttributes(span)),
    ...messaging,
    'error.type': errorType(record),
    'user.id': record.userId,
    ...ownAttributes(record),
  }
}

/** What hoptrace knows and the conventions don't name. */
function ownAttributes(record: TraceRecord): Metadata {
  return {
    'hoptrace.trace_id': record.traceId,
    'hoptrace.action': record.action,
    'hoptrace.layer': record.layer,
    'hoptrace.result': record.result,
    'hoptrace.hop_result': record.hopResult,
    'hoptrace.job_id': record.jobId,
    'hoptrace.tenant_id': record.tenantId,
    'hoptrace.links': record.links,
    'hoptrace.late': record.late,
    'hoptrace.truncated': record.truncated,
  }
}

function requestAttributes({ kind, record }: FinishedSpan): Metadata {
  const { requestId, functionName, coldStart, action, metadata = {} } = record
  const { method, path } = metadata
  const isRoute = path !== undefined && action === `${method} ${path}`
  return {
    [isRoute ? 'http.route' : 'url.path']: path,
    'faas.invocation.id': requestId,
    'faas.coldstart': coldStart,
    'faas.trigger': functionName === undefined ? undefined : triggerOf(kind, metadata),
  }
}

function triggerOf(kind: FinishedSpan['kind'], metadata: Metadata): string {
  if (metadata.path !== undefined) return 'http'
  if (metadata.rule !== undefined) return 'timer'
  if ((metadata.bucket ?? metadata.table ?? metadata.collection) !== undefined) return 'datasource'
  return kind === 'consumer' ? 'pubsub' : 'other'
}

function callAttributes(span: FinishedSpan): Metadata {
  const { service = '', operation = '', record } = span
  const { host, table, attempts } = record.metadata ?? {}
  const [, address, port] = /^(.*?)(?::(\d+))?$/.exec(typeof host === 'string' ? host : '') ?? []
  return {
    'server.address': address || undefined,
    'server.port': port && Number(port),
    'http.request.resend_count':
      typeof attempts === 'number' && attempts > 1 ? attempts - 1 : undefined,
    ...(isAws(span) && {
      'rpc.system.name': 'aws-api',
      'rpc.method': `${serviceTitle(service)}/${operation.replace(/^./, (first) => first.toUpperCase())}`,
    }),
    ...(service === 'dynamodb' && {
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': operation,
      'aws.dynamodb.table_names': typeof table === 'string' ? table.split(',') : undefined,
    }),
    ...genAiAttributes(span),
  }
}

/** Whether a call goes to AWS. */
function isAws({ record }: FinishedSpan): boolean {
  const { awsRequestId, region } = record.metadata ?? {}
  return (awsRequestId ?? region) !== undefined
}

function errorType({ result, error, metadata }: TraceRecord): string | undefined {
  if (result !== 'error') return undefined
  return error?.name ?? error?.code ?? (textOf(metadata?.statusCode) || '_OTHER')
}

/** Returns a span's name: for a call the method and the host, or the operation and the service. */
export function spanName({ type, name, service, operation, record }: FinishedSpan): string {
  if (type !== 'call' || service === undefined) return name
  const { method, host, modelId } = record.metadata ?? {}
  if (service === 'http') return [method, host].map(textOf).filter(Boolean).join(' ')
  if (service === 'bedrock' && modelId !== undefined) return `${operation} ${textOf(modelId)}`
  return `${serviceTitle(service)} ${operation}`
}

/** A line of a log may have anything where the engine writes a text or a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
