import { SlotSet, type Slotted } from '../lib/slot-set.ts'
import { faultOf, type Outcome, outcomeOfFault } from '../outcome/outcome.ts'
import { hasEvents, node } from '../platform/node.ts'

/** A request whose ending is written if the process ends. */
export interface WatchedRequest extends Slotted {
  /** @param reason `crash` if an error that nothing caught ends the process */
  end(reason: 'crash' | 'exit', outcome: Outcome): void
}

/** The requests that still run. Their endings are written when the process exits or crashes. */
export class ExitWatch extends SlotSet<WatchedRequest> {
  /** @param isCrash whether an error that nothing caught ends the process */
  constructor(isCrash: () => boolean) {
    super()
    if (!hasEvents) return
    // Also called for unhandled rejections, whose own event would keep the process alive if we
    // listened to it.
    node?.on('uncaughtExceptionMonitor', (error) => {
      if (isCrash()) this.#endAll('crash', outcomeOfFault(error))
    })
    node?.on('exit', (code) => this.endAll(`The process ended with code ${code}`))
  }

  /** Writes the endings, for a process that is about to exit. */
  endAll(message: string): void {
    this.#endAll('exit', faultOf('PROCESS_EXIT', message))
  }

  #endAll(reason: 'crash' | 'exit', outcome: Outcome): void {
    for (const request of this.all()) request.end(reason, outcome)
  }
}
