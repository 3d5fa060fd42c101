import { safeGet, safeList } from '../core/lib/safe-get.ts'
import type { Metadata } from '../core/record.ts'
import { statusOf } from './http-response.ts'
import type { RequestEnding } from './middy-request.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

/** Returns an ending's metadata: the caller's status, and the error that was thrown instead. */
export function endingMetadata(
  ending: RequestEnding,
  { statusForError }: TriggerEvent,
): Metadata | undefined {
  // The status that an HTTP caller gets for a failed invocation, whatever status the error asks for.
  const failedInvocation = 500
  const { response, failure, thrownInstead } = ending
  const metadata = failsInvocation(ending)
    ? { statusCode: statusForError?.(thrownInstead ?? failure?.error) ?? failedInvocation }
    : responseMetadata(response)
  return thrownInstead === undefined ? metadata : { ...metadata, thrownInstead }
}

/**
 * Returns the status of an HTTP response, or how many records a batch response reports as failed.
 */
export function responseMetadata(response: unknown): Metadata | undefined {
  const statusCode = statusOf(response)
  if (statusCode !== undefined) return { statusCode }
  const failedRecords = safeList(safeGet(response, 'batchItemFailures')).length
  return failedRecords === 0 ? undefined : { failedRecords }
}

/** Whether the invocation fails: no middleware answers the error. */
function failsInvocation({ response, failure, onErrorThrew }: RequestEnding): boolean {
  return failure !== undefined && (response === undefined || onErrorThrew === true)
}
