import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Outcome } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { endUnfinished } from './end-unfinished.ts'

const DEFAULT_MARGIN_SHARE = 0.1
const MAX_DEFAULT_MARGIN_MS = 500
/** `setTimeout` runs a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Writes the ending `marginMs` before Lambda's timeout, unless the invocation ends first.
 * @param marginMs default: 10 % of the remaining time, at most 500 ms. The default also replaces a
 * margin that is not less than the remaining time
 * @returns a function that cancels the timer
 */
export function watchTimeout(
  trace: RequestTrace,
  context: unknown,
  marginMs: number | undefined,
): () => void {
  const remaining = remainingTime(context)
  if (remaining === undefined) return cancelNothing
  const defaultMargin = Math.min(MAX_DEFAULT_MARGIN_MS, remaining * DEFAULT_MARGIN_SHARE)
  const margin = marginMs !== undefined && marginMs < remaining ? marginMs : defaultMargin
  if (remaining - margin > MAX_TIMER_MS) return cancelNothing
  const timer = setTimeout(() => endByTimeout(trace, remainingTime(context)), remaining - margin)
  timer.unref?.()
  return () => clearTimeout(timer)
}

/** Returns the milliseconds until Lambda's timeout; `undefined` if the context doesn't tell. */
export function remainingTime(context: unknown): number | undefined {
  const read = safeGet(context, 'getRemainingTimeInMillis')
  if (typeof read !== 'function') return undefined
  const remaining: unknown = guard(() => read.call(context))
  return typeof remaining === 'number' && remaining > 0 ? remaining : undefined
}

function endByTimeout(trace: RequestTrace, remaining: number | undefined): void {
  const message = `Still running ${Math.round(remaining ?? 0)} ms before Lambda's timeout`
  const error = { message, code: 'TIMEOUT' }
  const outcome: Outcome = { level: 'error', result: 'error', error, Timeouts: 1 }
  endUnfinished(trace, 'timeout', outcome)
}

function cancelNothing(): void {
  // No timer was set.
}
