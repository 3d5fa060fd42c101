import { epochMillis } from '../platform/clock.ts'
import { processGlobal } from '../platform/process-global.ts'

const MINUTE_MS = 60_000

/** How many failures had a place in a minute. Copies of this package share it. */
const places = processGlobal('failures', () => ({}) as Record<'minute' | 'warn' | 'error', number>)

/**
 * Takes a place for a failure that keeps all of its records.
 * @param limit the number of places in each minute; `true` for any number
 * @returns `false` if the minute has no place left
 */
export function takePlace(level: 'warn' | 'error', limit: number | boolean): boolean {
  const minute = Math.floor(epochMillis() / MINUTE_MS)
  if (places.minute !== minute) Object.assign(places, { minute, warn: 0, error: 0 })
  places[level] += 1
  return limit === true || places[level] <= Number(limit)
}
