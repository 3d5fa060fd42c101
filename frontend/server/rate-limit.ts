import { RateLimiterMemory } from 'rate-limiter-flexible'
import { requestsPerMinute } from '../environment.ts'

const limiter = new RateLimiterMemory({ points: requestsPerMinute(), duration: 60 })

/** Counts a request. Returns whether the user may send it now. */
export async function allowsRequest(userId: string): Promise<boolean> {
  try {
    await limiter.consume(userId)
    return true
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal
    return false
  }
}
