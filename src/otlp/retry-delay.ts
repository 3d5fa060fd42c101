import { randomFraction } from '../core/platform/ids.ts'

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000

/**
 * Returns how many milliseconds a collector is left alone that can't take anything now.
 * @param failures how often it has refused before, without a success
 * @param retryAfterMs what it asks for
 */
export function retryDelay(failures: number, retryAfterMs: number | undefined): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS)
  return retryAfterMs ?? longest * (1 + randomFraction()) * 0.5
}
