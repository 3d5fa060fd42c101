import { faultOf, type Outcome } from '../outcome/outcome.ts'
import type { RequestTrace } from '../trace/request-trace.ts'

/**
 * Watches Lambda's timeout until the request ends, if the host tells how much time remains. `marginMs`
 * before it, `Deadline near` is written: the handler may still answer. `endUnfinished` is called 1 % of
 * the remaining time before it, at least 30 ms and at most 250 ms.
 * @param marginMs default: 10 % of the remaining time, at most 500 ms. The default also replaces a
 * margin that is not less than the remaining time
 * @returns a function that cancels the timer; `undefined` if none was set
 */
export function watchTimeout(
  trace: RequestTrace,
  marginMs: number | undefined,
  endUnfinished: (reason: 'timeout', outcome: Outcome) => void,
): (() => void) | undefined {
  const defaultMarginShare = 0.1
  const maxDefaultMarginMs = 500
  const endingShare = 0.01
  // Enough for a timer that fires late, in a process that has other work.
  const minEndingMs = 30
  const maxEndingMs = 250
  // `setTimeout` runs a longer timer at once.
  const maxTimerMs = 2 ** 31 - 1
  const { remainingTime } = trace.source.host
  const remaining = remainingTime?.()
  if (remainingTime === undefined || remaining === undefined) return undefined
  const defaultMargin = Math.min(maxDefaultMarginMs, remaining * defaultMarginShare)
  const margin = marginMs !== undefined && marginMs < remaining ? marginMs : defaultMargin
  const share = Math.max(minEndingMs, remaining * endingShare)
  const endMargin = Math.min(maxEndingMs, share, remaining / 2)
  if (remaining - margin > maxTimerMs) return undefined
  let timer: NodeJS.Timeout
  const schedule = (work: () => void, time: number): void => {
    timer = setTimeout(work, time)
    timer.unref?.()
  }
  const end = (): void => {
    const left = Math.round(remainingTime() ?? 0)
    const fault = faultOf('TIMEOUT', `Still running ${left} ms before Lambda's timeout`)
    endUnfinished('timeout', { ...fault, Timeouts: 1 })
  }
  const warn = (): void => {
    const left = Math.min(remainingTime() ?? 0, margin)
    // If this timer fired late, another one might not fire any more.
    if (left <= endMargin) {
      end()
      return
    }
    schedule(end, left - endMargin)
    trace.keep()
    const metadata = { remainingTime: left, openSteps: trace.openSteps() }
    trace.logOutcome('Deadline near', { level: 'warn' }, metadata)
  }
  schedule(warn, remaining - Math.max(margin, endMargin))
  return () => clearTimeout(timer)
}
