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

/** Where the answers to batches list the records that AWS didn't take, or say how many they are. */
const FAILED = /^Failed(?:(?:Entry|Record|Put)Count)?$/

/** How many records of a batch AWS didn't take, though it answered with a success. */
export function failedRecordsOf(answer: object): number {
  try {
    const name = Object.keys(answer).find((one) => FAILED.test(one)) ?? ''
    const failed = member(answer, name)
    return Array.isArray(failed) ? failed.length : typeof failed === 'number' ? failed : 0
  } catch {
    return 0 // a Proxy that doesn't tell its names
  }
}
