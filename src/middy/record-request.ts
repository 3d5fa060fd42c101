import { outcomeOfFault, outcomeOfStatus } from '../core/outcome/outcome.ts'
import { onSettled } from '../core/outcome/settle.ts'
import { readTraceContext, type TraceContext } from '../core/propagation/inbound.ts'
import { childTraceContext } from '../core/propagation/span-context.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import type { Batch } from './triggers/trigger.ts'

/** Creates the request that one record of a batch is handled as. */
export function createRecordRequest(
  invocation: RequestTrace,
  batch: Batch,
  record: unknown,
  metadata: Metadata,
): RequestTrace {
  return invocation.createChild(recordContext(batch, record, invocation), metadata)
}

/** Runs `handle` as part of a record's request, and writes its start and its ending. */
export function runRecordRequest(
  request: RequestTrace,
  metadata: Metadata | undefined,
  handle: (trace: Trace) => unknown,
): unknown {
  request.start('Record start', metadata)
  return onSettled(
    () => request.run(() => handle(request)),
    () => request.end('Record success', outcomeOfStatus(undefined)),
    (thrown) => request.end('Record error', outcomeOfFault(thrown)),
  )
}

/**
 * Continues the sender's trace, or begins a new one. Either is linked with the invocation's trace.
 */
function recordContext(
  { records, headerOf }: Batch,
  record: unknown,
  invocation: RequestTrace,
): TraceContext {
  const span = invocation.spanContext()
  const within = span && childTraceContext(span)
  // A single record without a trace of its own is a part of the invocation's trace.
  const ownId = within && records.length === 1 ? (): string => within.traceId : undefined
  const own = readTraceContext(headerOf(record), invocation.source.settings, ownId)
  if (within === undefined) return own
  return own.traceId === within.traceId ? within : { ...own, links: [...(own.links ?? []), within] }
}
