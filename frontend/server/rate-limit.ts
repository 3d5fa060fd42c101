import { RateLimiterMemory } from 'rate-limiter-flexible'
import { requestsPerMinute } from '../environment.ts'
import type { Session } from './session.ts'

const limiter = new RateLimiterMemory({ points: requestsPerMinute(), duration: 60 })

/** Counts a request. Returns whether the user of the tenant may send it now. */
export async function allowsRequest({ tenantId, userId }: Session): Promise<boolean> {
  try {
    await limiter.consume(JSON.stringify([tenantId, userId]))
    return true
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal
    return false
  }
}
