import { ticks } from './clock.ts'
import { node } from './node.ts'

/** Returns an environment variable's value; `undefined` if it is unset or empty, or the host has no environment. */
export function environment(name: string): string | undefined {
  return (typeof process === 'undefined' ? undefined : process.env?.[name]) || undefined
}

/** Whether `AWS_XRAY_TRACING_ENABLED` is `true`. */
export function isXrayOn(): boolean {
  return environment('AWS_XRAY_TRACING_ENABLED') === 'true'
}

/** Unsets an environment variable. Returns a function that restores it. */
export function hideVariable(name: string): () => void {
  const value = process.env[name]
  delete process.env[name]
  return () => {
    if (value !== undefined) process.env[name] = value
  }
}

const FRESH_MS = 100
let measuredAt = -FRESH_MS
let peak: number | undefined

/**
 * Returns the process's peak memory in MB; `undefined` if the host doesn't report it. The system is
 * asked at most ten times a second, because that takes as long as writing a record.
 */
export function peakMemory(): number | undefined {
  const now = ticks()
  if (now - measuredAt < FRESH_MS) return peak
  measuredAt = now
  const { maxRSS } = node?.resourceUsage?.() ?? {}
  peak = maxRSS === undefined ? undefined : Math.round(maxRSS / 1024)
  return peak
}
