import { builtin, node } from './node.ts'

// On the edge runtime `hrtime` exists and throws.
const timed = builtin(() => node?.hrtime() && node)

/**
 * Returns monotonic time in milliseconds from an arbitrary origin, for durations. On Node it doesn't
 * use `performance`, which Node loads at its first use: a millisecond of a cold start.
 */
export function ticks(): number {
  if (timed === undefined) return performance.now()
  const [seconds, nanoseconds] = timed.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

/** Returns the milliseconds since `start`, a value of {@link ticks}, to 0.001. */
export function elapsedSince(start: number): number {
  return Math.round((ticks() - start) * 1000) / 1000
}

/** Returns the milliseconds since the epoch. */
export function epochMillis(): number {
  return Date.now()
}

let origin = Number.NaN

/**
 * Returns the origin of {@link ticks} in milliseconds since the epoch. It only changes when the system's
 * clock is set, so that a span's times lie within those of its parent.
 */
export function epochOrigin(): number {
  const now = epochMillis() - ticks()
  // The system's clock counts whole milliseconds.
  if (!(Math.abs(now - origin) <= 1)) origin = now
  return origin
}

let last = -1
let second = -1
let toSecond = ''
let text = ''

/** Returns the time as RFC 3339 in UTC with milliseconds. */
export function timestamp(): string {
  const now = Date.now()
  if (now === last) return text
  last = now
  const millisecond = now % 1000
  if (now - millisecond !== second) {
    second = now - millisecond
    toSecond = new Date(now).toISOString().slice(0, -4)
  }
  text = `${toSecond}${String(1000 + millisecond).slice(1)}Z`
  return text
}
