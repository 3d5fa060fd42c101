import { RECORD_FIELDS } from '../core/record.ts'

/** Fields that CloudWatch stores only as their members: `metadata.statusCode`. */
const OBJECTS = ['metadata', 'error', 'links', '_aws'] as const

const MEMBERS = [
  'metadata.statusCode',
  'metadata.method',
  'metadata.path',
  'metadata.cacheStatus',
  'metadata.initTime',
  'metadata.openSteps.0.name',
  'metadata.openSteps.0.age',
  'metadata.openSteps.1.name',
  'metadata.openSteps.1.age',
  'metadata.openSteps.2.name',
  'metadata.openSteps.2.age',
  'metadata.attempts',
  'metadata.throttle',
  'metadata.modelId',
  'metadata.inputTokens',
  'metadata.outputTokens',
  'metadata.batchSize',
  'metadata.failedRecords',
  'metadata.queue',
  'metadata.stream',
  'metadata.topic',
  'metadata.table',
  'metadata.collection',
  'metadata.bucket',
  'error.message',
  'error.code',
  'error.name',
  'error.stack',
] as const

/** Business metrics of the bg-remover, at the root of its endings. */
const BUSINESS_METRICS = ['CreditsDebited', 'CreditsRefunded'] as const

/** Fields of the log event that carries a record. */
const EVENT_FIELDS = ['@timestamp', '@logStream'] as const

/** Where pino writes a line's text. */
const OTHERS_FIELDS = ['msg'] as const

/** A field that a query may read: of the record, or of the log event that carries it. */
export type RecordField =
  | Exclude<(typeof RECORD_FIELDS)[number], (typeof OBJECTS)[number]>
  | (typeof MEMBERS)[number]
  | (typeof BUSINESS_METRICS)[number]
  | (typeof EVENT_FIELDS)[number]
  | (typeof OTHERS_FIELDS)[number]

const FIELDS: ReadonlySet<string> = new Set<string>([
  ...RECORD_FIELDS,
  ...MEMBERS,
  ...BUSINESS_METRICS,
  ...EVENT_FIELDS,
  ...OTHERS_FIELDS,
])

/** Whether a word in a query is the name of a field. */
export function isRecordField(word: string): word is RecordField {
  return FIELDS.has(word) && !OBJECTS.some((name) => name === word)
}
