import type { Outcome } from '../outcome/outcome.ts'
import type { Metadata } from '../record.ts'
import type { RequestTrace } from '../trace/request-trace.ts'

/** Why a handler won't finish. */
export type UnfinishedReason = 'timeout' | 'crash' | 'exit'

/** What the ending of an unfinished request is called: a handler's or a server's. */
export type UnfinishedMessage = `${'Lambda' | 'Request'} ${UnfinishedReason}`

/**
 * Writes the ending of an invocation whose handler won't finish. The endings of the records that it
 * is handling come first. The invocation's own ending names the running steps of all of them.
 */
export function endUnfinished(
  trace: RequestTrace,
  message: UnfinishedMessage,
  outcome: Outcome,
  metadata?: Metadata,
): void {
  const openSteps = trace.openSteps()
  // The metric counts invocations that timed out, and the status is theirs.
  const ofRecord = { ...outcome, metadata: undefined, Timeouts: undefined }
  const ofRecordMessage = message.replace(/^\w+/, 'Record')
  for (const record of trace.children.all()) record.end(ofRecordMessage, ofRecord)
  trace.end(message, outcome, { ...metadata, openSteps: openSteps[0] && openSteps })
}
