import { member } from './member.ts'
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

/** Whether an answer has a member that tells of a failure: all of their names begin alike, and few others do. */
export function mayHaveFailed(answer: object): boolean {
  try {
    for (const name in answer) if (name.startsWith('F')) return true
    return false
  } catch {
    return false // a Proxy that doesn't tell its names
  }
}

/** Where the answers to batches say how many of their records AWS didn't take. */
const FAILED_COUNTS = ['FailedEntryCount', 'FailedRecordCount', 'FailedPutCount']

/** How many records of a batch AWS didn't take, though it answered with a success. */
export function failedRecordsOf(answer: unknown): number {
  const failed = member(answer, 'Failed')
  if (Array.isArray(failed)) return failed.length
  for (const name of FAILED_COUNTS) {
    const count = member(answer, name)
    if (typeof count === 'number') return count
  }
  return 0
}
