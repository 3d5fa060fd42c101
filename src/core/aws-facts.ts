import { readMember } from './error.ts'
import type { Metadata } from './record.ts'

/** What an AWS SDK v3 answer or error says of its call: the status, AWS's own request id, the attempts it took. */
export function awsFacts(answer: unknown): Metadata | undefined {
  const facts = readMember(answer, '$metadata')
  if (typeof facts !== 'object' || facts === null) return undefined
  return {
    statusCode: readMember(facts, 'httpStatusCode'),
    awsRequestId: readMember(facts, 'requestId'),
    attempts: readMember(facts, 'attempts'),
  }
}
