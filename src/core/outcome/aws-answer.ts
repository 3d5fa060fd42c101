import { safeGet, safeList } from '../lib/safe-get.ts'
import type { ErrorRecord, Metadata } from '../record.ts'

/** The SDK's `$metadata`. */
interface ResponseMetadata {
  readonly httpStatusCode?: unknown
  readonly requestId?: unknown
  readonly attempts?: unknown
}

/** What an AWS SDK v3 answer or error says of its call: the status, AWS's own request id, the attempts it took. */
export function awsMetadata(answer: unknown): Metadata | undefined {
  try {
    const { $metadata: facts } = answer as { readonly $metadata?: ResponseMetadata | null }
    if (typeof facts !== 'object' || facts === null) return undefined
    const { httpStatusCode: statusCode, requestId: awsRequestId, attempts } = facts
    return { statusCode, awsRequestId, attempts }
  } catch {
    return undefined // no object, or one that can't be read
  }
}

/** How AWS says that what it ran for a call has failed, though it answered with a success. */
export function failureOf(answer: object): ErrorRecord | undefined {
  const functionError = safeGet(answer, 'FunctionError')
  if (typeof functionError === 'string')
    return { message: 'The invoked function failed', code: functionError }
  const status = safeGet(answer, 'status')
  // Of the answers that have a status, only that to who waited for an execution has what it costs.
  const isRun = typeof status === 'string' && safeGet(answer, 'billingDetails') !== undefined
  if (!isRun || status === 'SUCCEEDED') return undefined
  const error = safeGet(answer, 'error')
  return { message: 'The execution failed', code: typeof error === 'string' ? error : status }
}

/** Where the answers to batches list what AWS didn't take, by table or as a whole, or say how much it is. */
interface Batch {
  readonly Failed?: unknown
  readonly FailedEntryCount?: unknown
  readonly FailedRecordCount?: unknown
  readonly FailedPutCount?: unknown
  readonly UnprocessedItems?: unknown
  readonly UnprocessedKeys?: unknown
  readonly Errors?: unknown
  /** Of a batch of statements, one for each; of a batch of keys, the items by table. */
  readonly Responses?: unknown
}

/** How many records of a batch AWS didn't take, though it answered with a success. */
export function failedRecordsOf(answer: Batch): number {
  try {
    const { Failed, FailedEntryCount, FailedRecordCount, FailedPutCount } = answer
    const { UnprocessedItems, UnprocessedKeys, Errors, Responses } = answer
    const counted = Failed ?? FailedEntryCount ?? FailedRecordCount ?? FailedPutCount
    const refused = safeList(Responses).filter((response) => safeGet(response, 'Error'))
    return countOf(counted ?? UnprocessedItems ?? UnprocessedKeys ?? Errors ?? refused)
  } catch {
    return 0 // one that can't be read
  }
}

function countOf(failed: unknown): number {
  if (typeof failed === 'number') return failed
  if (Array.isArray(failed)) return failed.length
  const tables = Object.values(failed ?? {})
  return tables.reduce((sum, table) => sum + safeList(safeGet(table, 'Keys') ?? table).length, 0)
}
