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
