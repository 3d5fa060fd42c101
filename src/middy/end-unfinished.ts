import type { Outcome } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { OpenStep } from '../core/trace/step-tracker.ts'

/**
 * Writes the ending of an invocation that its code won't reach, with the steps that go on: first of the
 * records of its batch that are being handled, then its own, which names the steps of them all.
 */
export function endUnfinished(trace: RequestTrace, how: string, outcome: Outcome): void {
  const going = trace.children.open().map((record) => ({ record, openSteps: record.steps.open() }))
  const all = [...trace.steps.open(), ...going.flatMap(({ openSteps }) => openSteps)]
  // What counts a timeout counts invocations.
  for (const { record, openSteps } of going)
    record.end(`Record ${how}`, { ...outcome, Timeouts: undefined }, { openSteps })
  trace.end(`Lambda ${how}`, outcome, { openSteps: all.toSorted(oldestFirst) })
}

function oldestFirst(one: OpenStep, other: OpenStep): number {
  return other.age - one.age
}
