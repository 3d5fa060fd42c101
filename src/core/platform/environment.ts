import { ticks } from './clock.ts'
import { node } from './node.ts'

/** An environment variable's value; an empty one counts as unset. `undefined` where a host has no environment. */
export function environment(name: string): string | undefined {
  return (typeof process === 'undefined' ? undefined : process.env?.[name]) || undefined
}

/** Whether X-Ray is told of requests and calls. */
export function isXrayOn(): boolean {
  return environment('AWS_XRAY_TRACING_ENABLED') === 'true'
}

/** Unsets a variable for what runs until it is set again, by what this returns. */
export function hideVariable(name: string): () => void {
  const value = process.env[name]
  delete process.env[name]
  return () => {
    if (value !== undefined) process.env[name] = value
  }
}

const FRESH_MS = 100
let measuredAt = Number.NEGATIVE_INFINITY
let peak: number | undefined

/**
 * The most memory that the process has used, in MB; `undefined` where a host doesn't tell.
 * Asking the system takes as long as a record: it is asked ten times a second at the most.
 */
export function peakMemory(): number | undefined {
  const now = ticks()
  if (now - measuredAt < FRESH_MS) return peak
  measuredAt = now
  const { maxRSS } = node?.resourceUsage?.() ?? {}
  peak = maxRSS === undefined ? undefined : Math.round(maxRSS / 1024)
  return peak
}
