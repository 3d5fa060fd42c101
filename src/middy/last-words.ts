import { Ongoing } from '../core/lib/slot-set.ts'
import { type Outcome, outcomeOfFault } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { cutShort } from './cut-short.ts'

const running = new Ongoing<RequestTrace>()
let listening = false

/**
 * Has a trace end with the process, if that ends first. A listener for rejections would change how
 * Node ends; this one hears of them too.
 */
export function endWithProcess(trace: RequestTrace): void {
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
export function letGo(trace: RequestTrace): void {
  running.delete(trace)
}

function endAll(how: string, outcome: Outcome): void {
  for (const trace of running.all()) cutShort(trace, how, outcome)
}
