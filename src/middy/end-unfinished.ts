import type { Outcome } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

/**
 * Writes the ending of an invocation whose handler won't finish. The endings of the records that it
 * is handling come first. The invocation's own ending names the running steps of all of them.
 */
export function endUnfinished(
  trace: RequestTrace,
  reason: 'timeout' | 'crash' | 'exit',
  outcome: Outcome,
  metadata?: Metadata,
): void {
  const openSteps = trace.openSteps()
  // The metric counts invocations that timed out, and the status is theirs.
  const ofRecord = { ...outcome, metadata: undefined, Timeouts: undefined }
  for (const record of trace.children.all()) record.end(`Record ${reason}`, ofRecord)
  trace.end(`Lambda ${reason}`, outcome, { ...metadata, openSteps: openSteps[0] && openSteps })
}
