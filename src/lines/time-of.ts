import type { LogEvent } from './event.ts'
import { readTime } from './time.ts'
import type { Fields } from './wrapped.ts'

/** The names of times, the event's own first. */
const NAMES = [
  'timestamp',
  '@timestamp',
  'time',
  'ts',
  'timeUnixNano',
  'observedTimeUnixNano',
  'startTimeUnixNano',
  'requestTimeEpoch',
  'requestTime',
  'eventTime',
  'datetime',
  'date',
] as const
const START = /^\[?(\d{4}-\d\d-\d\d[T ][\d:.,]{8,19}(?:Z|[+-]\d\d:?\d\d)?)/

/** Returns the time of an event, in milliseconds since 1970: its own, else that of what stands around it. */
export function timeOf({ value, text, time }: LogEvent): number | undefined {
  if (value === undefined) return readTime(START.exec(text)?.[1]) ?? time
  for (const name of NAMES) {
    const own = readTime((value as Fields)[name])
    if (own !== undefined) return own
  }
  return time
}
