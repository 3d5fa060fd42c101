import { Failure } from './failure.ts'

const JOB_ID = /^[\w-]{1,64}$/

/** Whether a value has the form of a job's id. */
export function isJobId(value: unknown): value is string {
  return typeof value === 'string' && JOB_ID.test(value)
}

/**
 * Returns a job's id that a caller sent.
 * @throws Failure 400 if it has another form
 */
export function parseJobId(value: unknown): string {
  if (isJobId(value)) return value
  throw new Failure(400, 'JOB_ID_INVALID', 'The id of the job is not valid.')
}
