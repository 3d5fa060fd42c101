import type { TimeInput } from '@opentelemetry/api'
import { epochOrigin, ticks } from '../core/platform/clock.ts'

/** Smaller numbers are readings of another clock, such as `performance.now()`. */
const MIN_EPOCH = 1e11

/**
 * Returns a time of OpenTelemetry in `ticks()`: a `Date`, milliseconds since the epoch, or seconds and
 * nanoseconds. Anything else is now.
 */
export function ticksOf(time: TimeInput | undefined): number {
  if (time === undefined) return ticks()
  const millis = Array.isArray(time) ? time[0] * 1e3 + time[1] / 1e6 : Number(time)
  return millis > MIN_EPOCH ? millis - epochOrigin() : ticks()
}
