import type { Metadata } from './record.ts'

/** The SDK's `$metadata`. */
interface Facts {
  readonly httpStatusCode?: unknown
  readonly requestId?: unknown
  readonly attempts?: unknown
}

/** What an AWS SDK v3 answer or error says of its call: the status, AWS's own request id, the attempts it took. */
export function awsFacts(answer: unknown): Metadata | undefined {
  try {
    const { $metadata: facts } = answer as { readonly $metadata?: Facts | null }
    if (typeof facts !== 'object' || facts === null) return undefined
    const { httpStatusCode: statusCode, requestId: awsRequestId, attempts } = facts
    return { statusCode, awsRequestId, attempts }
  } catch {
    return undefined // no object, or one that can't be read
  }
}

/** Where the answers to batches list the records that AWS didn't take, or say how many they are. */
interface Batch {
  readonly Failed?: unknown
  readonly FailedEntryCount?: unknown
  readonly FailedRecordCount?: unknown
  readonly FailedPutCount?: unknown
}

/** How many records of a batch AWS didn't take, though it answered with a success. */
export function failedRecordsOf(answer: Batch): number {
  try {
    const { Failed, FailedEntryCount, FailedRecordCount, FailedPutCount } = answer
    const failed = Failed ?? FailedEntryCount ?? FailedRecordCount ?? FailedPutCount
    return Array.isArray(failed) ? failed.length : typeof failed === 'number' ? failed : 0
  } catch {
    return 0 // one that can't be read
  }
}
