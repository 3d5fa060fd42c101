import { builtin, node } from './node.ts'

// On the edge runtime `hrtime` exists and throws.
const timed = builtin(() => node?.hrtime() && node)

let lastTick = 0

/**
 * Returns monotonic time in milliseconds from an arbitrary origin, for durations. On Node it doesn't
 * use `performance`, which Node loads at its first use: a millisecond of a cold start. If the clock
 * was replaced by one that throws or returns no number, it returns the last good time.
 */
export function ticks(): number {
  try {
    // By index: an iterator, which takes a list apart, is six objects until V8 optimises it.
    const time = timed?.hrtime()
    const now = time === undefined ? performance.now() : time[0] * 1e3 + time[1] / 1e6
    if (Number.isFinite(now)) lastTick = now
  } catch {
    // The last good time is returned.
  }
  return lastTick
}

/** Returns the milliseconds since the process started; `undefined` if the host doesn't know. */
export function uptime(): number | undefined {
  return node && Math.round(node.uptime() * 1000)
}

/** Returns the milliseconds since `start`, a value of {@link ticks}, to 0.001. */
export function elapsedSince(start: number): number {
  return toMicros(ticks() - start)
}

/** Rounds milliseconds to 0.001. */
export function toMicros(millis: number): number {
  return Math.round(millis * 1000) / 1000
}

let lastGood: number | undefined

/**
 * Returns the whole milliseconds since the epoch. If the clock was replaced by one that throws, or
 * returns anything but a time from 1970 to 9999, it returns the last good time.
 */
export function epochMillis(): number {
  // The first millisecond of the year 10000, which RFC 3339 can't write.
  const endOfTime = 253_402_300_800_000
  try {
    const now = Math.floor(Date.now())
    if (now >= 0 && now < endOfTime) lastGood = now
  } catch {
    // The last good time is returned.
  }
  // biome-ignore lint/complexity/useDateNow: Date.now was replaced before it gave a time
  lastGood ??= new Date().getTime() || 0
  return lastGood
}

let origin = 0

/**
 * Returns the origin of {@link ticks} in milliseconds since the epoch. It only changes when the system's
 * clock is set, so that a span's times lie within those of its parent.
 */
export function epochOrigin(): number {
  // The process may have been interrupted between two readings.
  const before = ticks()
  const now = epochMillis()
  const earliest = now - ticks()
  // The system's clock counts whole milliseconds, and is slewed by some.
  const isSet = origin < earliest - 10 || origin > now - before + 10
  if (isSet) origin = earliest
  return origin
}

let last = -1
let second = -1
let toSecond = ''
let text = ''

/** Returns the time as RFC 3339 in UTC with milliseconds. */
export function timestamp(): string {
  const now = epochMillis()
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
