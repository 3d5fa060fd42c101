import type { Outcome } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { OpenStep } from '../core/trace/step-tracker.ts'

/**
 * Writes the ending of an invocation whose handler won't finish. The endings of the records that it
 * is handling come first. The invocation's own ending names the running steps of all of them.
 */
export function endUnfinished(
  trace: RequestTrace,
  reason: 'timeout' | 'crash' | 'exit',
  outcome: Outcome,
): void {
  const records = trace.children
    .open()
    .map((record) => ({ record, openSteps: record.steps.open() }))
  const openSteps = [...trace.steps.open(), ...records.flatMap((open) => open.openSteps)]
  // The metric counts invocations that timed out, not records.
  for (const { record, openSteps: own } of records)
    record.end(`Record ${reason}`, { ...outcome, Timeouts: undefined }, { openSteps: own })
  trace.end(`Lambda ${reason}`, outcome, { openSteps: openSteps.toSorted(oldestFirst) })
}

function oldestFirst(one: OpenStep, other: OpenStep): number {
  return other.age - one.age
}
