import { SlotSet } from '../core/lib/slot-set.ts'
import { type Outcome, outcomeOfFault } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { endUnfinished } from './end-unfinished.ts'

const running = new SlotSet<RequestTrace>()
let listening = false

/**
 * Has a trace end with the process, if that ends first. A listener for rejections would change how
 * Node ends; this one hears of them too.
 */
export function watchProcessExit(trace: RequestTrace): void {
  running.add(trace)
  if (listening) return
  listening = true
  process.on('uncaughtExceptionMonitor', (error) => endAll('crash', outcomeOfFault(error)))
  process.on('exit', (code) => {
    const error = { message: `The process ended with code ${code}`, code: 'PROCESS_EXIT' }
    endAll('exit', { level: 'error', result: 'error', error })
  })
}

/** Lets go of a trace that has ended. */
export function unwatch(trace: RequestTrace): void {
  running.delete(trace)
}

function endAll(how: string, outcome: Outcome): void {
  for (const trace of running.all()) endUnfinished(trace, how, outcome)
}
