import type { TimeRange } from './time.ts'

/** Describes the times that are read. */
export function describeRange({ since, until }: TimeRange): string {
  const parts = [
    since === undefined ? [] : `from ${describeTime(since)}`,
    until === undefined ? [] : `until ${describeTime(until)}`,
  ]
  return parts.flat().join(' ')
}

/** Formats a time, as `--since` takes it. */
export function describeTime(time: number): string {
  return new Date(time).toISOString()
}
