import { UsageError } from './cli-error.ts'

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Parses the value of a flag: a time ago (`3h`) or a date.
 * @returns milliseconds since 1970
 * @throws UsageError that names the flag
 */
function parseTime(flag: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? []
  const ago = UNITS[unit]
  const clock = timeOfDay(text, now)
  if (clock !== undefined) return clock
  const time = ago === undefined ? Date.parse(text) : now - Number(number) * ago
  const isDate = /^\d{4}-\d\d-\d\d(T|$)/.test(text)
  if (Number.isFinite(time) && (ago !== undefined || isDate)) return time
  throw new UsageError(`${flag} takes 30m, 3h, 2d, 12:00 or 2026-11-22T14:00:00Z, not '${text}'`)
}

const DAY_MS = 86_400_000

/** Parses a time of the day, in the zone of the machine. It is the last such time before now. */
function timeOfDay(text: string, now: number): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hours === undefined) return undefined
  const time = new Date(now).setHours(Number(hours), Number(minutes), 0, 0)
  return time > now ? new Date(time - DAY_MS).setHours(Number(hours), Number(minutes), 0, 0) : time
}

/**
 * Parses a duration such as `500ms`, `2s` or `1d`.
 * @returns milliseconds
 * @throws UsageError that names the flag
 */
export function parseDuration(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d+)(ms|[smhdw])$/.exec(text) ?? []
  const ms = unit === 'ms' ? 1 : UNITS[unit]
  if (ms === undefined) throw new UsageError(`${flag} takes 500ms, 2s or 1d, not '${text}'`)
  return Number(number) * ms
}

/** The times that a command reads, in milliseconds since 1970. */
export interface TimeRange {
  readonly since: number | undefined
  readonly until: number | undefined
}

/**
 * Reads `--since` and `--until`.
 * @throws UsageError that names the flag
 */
export function readRange(flags: { since?: string; until?: string }, now: number): TimeRange {
  const since = parseTime('--since', flags.since, now)
  const until = parseTime('--until', flags.until, now)
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError('--since is later than --until')
  }
  return { since, until }
}

/** Whether a time is in a range. An event without a time is. */
export function isInRange(time: number | undefined, { since, until }: TimeRange): boolean {
  if (time === undefined) return true
  return (since === undefined || time >= since) && (until === undefined || time <= until)
}
