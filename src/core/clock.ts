/** Monotonic time in milliseconds from an arbitrary origin: for durations. */
export function ticks(): number {
  return performance.now()
}

/** Milliseconds since `start` (of {@link ticks}), to 0.001. */
export function elapsedSince(start: number): number {
  return Math.round((ticks() - start) * 1000) / 1000
}

/** Now, in milliseconds since the epoch. */
export function epochMillis(): number {
  return Date.now()
}

let millisecond = -1
let text = ''

/** Now, as RFC 3339 in UTC with milliseconds. */
export function timestamp(): string {
  const now = Date.now()
  if (now !== millisecond) {
    millisecond = now
    text = new Date(now).toISOString()
  }
  return text
}
