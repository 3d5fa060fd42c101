const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Writes a duration. A bound stands where rounding would reach the next unit. */
export function duration(ms: number): string {
  const size = Math.abs(ms)
  if (size >= 59.95 * MINUTE_MS) return `${(ms / HOUR_MS).toFixed(1)} h`
  if (size >= 59_950) return `${(ms / MINUTE_MS).toFixed(1)} min`
  if (size >= 9_995) return `${(ms / 1000).toFixed(1)} s`
  if (size >= 999.5) return `${(ms / 1000).toFixed(2)} s`
  return `${ms.toFixed(size < 9.95 ? 1 : 0)} ms`
}

/** Writes a difference of durations, with its sign. */
export function difference(ms: number): string {
  const text = duration(Math.abs(ms))
  if (/^0\.0 /.test(text)) return '±0 ms'
  return `${ms < 0 ? '−' : '+'}${text}`
}

/** Writes the bound of a range of durations: whole numbers only. */
export function bound(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`
}

/** Writes the time of the day of milliseconds since 1970. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8)
}

/** Writes a share as a length of CSS. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}

/** Writes how many requests there are. */
export function requestCount(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`
}
