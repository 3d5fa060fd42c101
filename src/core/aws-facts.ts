import { member } from './member.ts'
import type { Metadata } from './record.ts'

/** What an AWS SDK v3 answer or error says of its call: the status, AWS's own request id, the attempts it took. */
export function awsFacts(answer: unknown): Metadata | undefined {
  const facts = member(answer, '$metadata')
  if (typeof facts !== 'object' || facts === null) return undefined
  return {
    statusCode: member(facts, 'httpStatusCode'),
    awsRequestId: member(facts, 'requestId'),
    attempts: member(facts, 'attempts'),
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
