/** The hex digits at the end of a W3C trace-id that are random, 56 bits. */
const DIGITS = 14
const BITS = 2 ** 56
/** Above all digits, so that nothing reaches it. */
const NEVER = 'g'
/** Below all digits. */
const ALWAYS = '0'

/**
 * What a trace id must reach to be sampled at a rate from 0 to 1: W3C Trace Context level 2's random
 * bits, compared as consistent probability sampling compares them. Each service that samples at this
 * rate samples the same traces, and at a higher rate these and others.
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export function thresholdOf(rate: number): string {
  if (rate <= 0) return NEVER
  if (rate >= 1) return ALWAYS
  return BigInt(Math.round(BITS * (1 - rate)))
    .toString(16)
    .padStart(DIGITS, '0')
}

/** Whether a W3C trace-id of 32 hex reaches a threshold of {@link thresholdOf}. */
export function reaches(w3cTraceId: string, threshold: string): boolean {
  return w3cTraceId.slice(-DIGITS) >= threshold
}
