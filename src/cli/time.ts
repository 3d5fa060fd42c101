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
export function parseTime(flag: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? []
  const ago = UNITS[unit]
  const time = ago === undefined ? Date.parse(text) : now - Number(number) * ago
  const isDate = /^\d{4}-\d\d-\d\d(T|$)/.test(text)
  if (Number.isFinite(time) && (ago !== undefined || isDate)) return time
  throw new UsageError(`${flag} takes 30m, 3h, 2d or 2026-11-22T14:00:00Z, not '${text}'`)
}
