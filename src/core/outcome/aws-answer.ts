import { isObject } from '../lib/is-object.ts'
import { safeGet, safeList } from '../lib/safe-get.ts'
import type { ErrorRecord, Metadata } from '../record.ts'

/** Returns the metadata of an AWS SDK v3 answer or error: status, AWS's request id, number of attempts. */
export function awsMetadata(answer: unknown): Metadata | undefined {
  const found = safeGet(answer, '$metadata')
  if (!isObject(found)) return undefined
  return {
    statusCode: safeGet(found, 'httpStatusCode'),
    awsRequestId: safeGet(found, 'requestId'),
    attempts: safeGet(found, 'attempts'),
  }
}

/** Returns the failure of a function or execution that AWS ran, which AWS answers with a success. */
export function failureOf(answer: object): ErrorRecord | undefined {
  const functionError = safeGet(answer, 'FunctionError')
  if (typeof functionError === 'string')
    return { message: 'The invoked function failed', code: functionError }
  const status = safeGet(answer, 'status')
  // Several answers have a status. Only that of an execution that was waited for has billing details.
  const isRun = typeof status === 'string' && safeGet(answer, 'billingDetails') !== undefined
  if (!isRun || status === 'SUCCEEDED') return undefined
  const error = safeGet(answer, 'error')
  return { message: 'The execution failed', code: typeof error === 'string' ? error : status }
}

/** The members in which answers to batches list or count what AWS refused. */
const REFUSED =
  'Failed FailedEntryCount FailedRecordCount FailedPutCount UnprocessedItems UnprocessedKeys Errors'.split(
    ' ',
  )

/** Returns how many records of a batch AWS refused although it answered with a success. */
export function failedRecordsOf(answer: object): number {
  try {
    const counted = REFUSED.map((name) => safeGet(answer, name)).find(Boolean)
    // For a batch of statements one answer each; for a batch of keys the items by table.
    const refused = safeList(safeGet(answer, 'Responses')).filter((one) => safeGet(one, 'Error'))
    return countOf(counted ?? refused)
  } catch {
    return 0 // an answer that can't be read
  }
}

function countOf(failed: unknown): number {
  if (typeof failed === 'number') return failed
  if (Array.isArray(failed)) return failed.length
  const tables = Object.values(failed ?? {})
  return tables.reduce((sum, table) => sum + safeList(safeGet(table, 'Keys') ?? table).length, 0)
}
