/** The random hex digits at the end of a W3C trace-id: 56 bits. */
const DIGITS = 14
const BITS = 2 ** 56
/** Sorts after all digits: no trace id reaches it. */
const NEVER = 'g'
/** Every trace id reaches it. */
const ALWAYS = '0'

/**
 * Returns the threshold that a trace id must reach to be sampled at a rate from 0 to 1, as consistent
 * probability sampling compares the random bits of W3C Trace Context level 2. All services with this
 * rate sample the same traces; with a higher rate these and others.
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export function thresholdOf(rate: number): string {
  if (rate <= 0) return NEVER
  if (rate >= 1) return ALWAYS
  return Math.round(BITS * (1 - rate))
    .toString(16)
    .padStart(DIGITS, '0')
}

/** Whether a W3C trace-id, 32 hex digits, reaches a threshold of {@link thresholdOf}. */
export function reaches(w3cTraceId: string, threshold: string): boolean {
  return w3cTraceId.slice(-DIGITS) >= threshold
}
