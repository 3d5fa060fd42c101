import { epochMillis } from '../core/platform/clock.ts'
import type { Metadata } from '../core/record.ts'

/**
 * Returns how long something waited for the function, in milliseconds.
 * @param sentAt milliseconds or seconds since the epoch, or RFC 3339
 */
export function waitedSince(sentAt: unknown): Metadata | undefined {
  // The first milliseconds since the epoch: as seconds, they are in the year 5138.
  const minMillis = 1e11
  const time = typeof sentAt === 'string' ? Number(sentAt) || Date.parse(sentAt) : sentAt
  if (typeof time !== 'number' || !(time > 0)) return undefined
  const millis = time < minMillis ? time * 1000 : time
  // The clocks of two machines differ.
  return { waited: Math.max(0, Math.round(epochMillis() - millis)) }
}
