import { SlotSet } from '../core/lib/slot-set.ts'
import { type Outcome, outcomeOfFault } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { endUnfinished } from './end-unfinished.ts'

const running = new SlotSet<RequestTrace>()
let isListening = false

/** Writes the ending of a trace when the process exits or crashes, unless the trace ends first. */
export function watchProcessExit(trace: RequestTrace): void {
  running.add(trace)
  if (isListening) return
  isListening = true
  // Also called for unhandled rejections, whose own event would keep the process alive if we
  // listened to it.
  process.on('uncaughtExceptionMonitor', (error) => endAll('crash', outcomeOfFault(error)))
  process.on('exit', (code) => {
    const error = { message: `The process ended with code ${code}`, code: 'PROCESS_EXIT' }
    endAll('exit', { level: 'error', result: 'error', error })
  })
}

/** Stops watching a trace that has ended. */
export function unwatchProcessExit(trace: RequestTrace): void {
  running.delete(trace)
}

function endAll(reason: 'crash' | 'exit', outcome: Outcome): void {
  for (const trace of running.all()) endUnfinished(trace, reason, outcome)
}
