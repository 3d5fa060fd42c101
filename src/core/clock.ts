/** Wall-clock time in milliseconds since the epoch: for timestamps. */
export function now(): number {
  return Date.now()
}

/** Monotonic time in milliseconds from an arbitrary origin: for durations. */
export function ticks(): number {
  return performance.now()
}

/** Milliseconds since `start` (of {@link ticks}), to 0.001. */
export function elapsedSince(start: number): number {
  return Math.round((ticks() - start) * 1000) / 1000
}
