import { stepName } from '../src/cli/trace/tree.ts'
import type { RequestRecord } from '../src/lines/record.ts'

/** The steps of an image request, in order. */
export const NINE_HOPS = [
  'authentication',
  'rate-limit',
  'lambda-invoke',
  'jwt-validation',
  'service:credits:debit',
  'service:http:get',
  'service:bedrock:invoke',
  'service:s3:putObject',
  'service:dynamodb:putItem',
] as const

/** Returns the number of a step, from 1. `undefined` if it is none of the nine. */
export function hopNumber(record: RequestRecord): number | undefined {
  const index = (NINE_HOPS as readonly string[]).indexOf(stepName(record))
  return record.phase === 'complete' || index === -1 ? undefined : index + 1
}
