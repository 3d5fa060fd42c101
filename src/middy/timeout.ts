import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Outcome } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { endUnfinished } from './end-unfinished.ts'

const LARGEST_MARGIN_MS = 500
const SHARE = 0.1
const LONGEST_MS = 2 ** 31 - 1

/**
 * Writes the ending of an invocation before Lambda ends it, unless that ends first.
 * Without a margin, or with one as long as the time, it is written a tenth of that before, half a
 * second at the most.
 * What it returns stops it.
 */
export function watchDeadline(
  trace: RequestTrace,
  context: unknown,
  margin: number | undefined,
): () => void {
  const remaining = remainingTime(context)
  if (remaining === undefined) return stopNothing
  const least = Math.min(LARGEST_MARGIN_MS, remaining * SHARE)
  const before = margin !== undefined && margin < remaining ? margin : least
  // A longer timer would go off at once.
  if (remaining - before > LONGEST_MS) return stopNothing
  const timer = setTimeout(() => endByTimeout(trace, remainingTime(context)), remaining - before)
  timer.unref?.()
  return () => clearTimeout(timer)
}

/** The milliseconds that Lambda leaves an invocation; `undefined` where nobody knows. */
export function remainingTime(context: unknown): number | undefined {
  const ask = safeGet(context, 'getRemainingTimeInMillis')
  if (typeof ask !== 'function') return undefined
  const remaining: unknown = guard(() => ask.call(context))
  return typeof remaining === 'number' && remaining > 0 ? remaining : undefined
}

function endByTimeout(trace: RequestTrace, remaining: number | undefined): void {
  const message = `Not done ${Math.round(remaining ?? 0)} ms before Lambda ends it`
  const error = { message, code: 'TIMEOUT' }
  const outcome: Outcome = { level: 'error', result: 'error', error, Timeouts: 1 }
  endUnfinished(trace, 'timeout', outcome)
}

function stopNothing(): void {
  // There is no timer.
}
