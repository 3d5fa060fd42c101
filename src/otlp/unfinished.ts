import type { EndedSpan, ExportedRequest, StartedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'

/** The messages of endings that the engine writes in a process that is about to end. */
const UNFINISHED = /^(?:Lambda|Request|Record) (?:timeout|crash|exit)$/

/** Tells which spans end with their request. */
export interface UnfinishedSpans {
  /** Remembers a request that its handler won't finish. */
  ended(span: EndedSpan): void
  /** Returns a span that still runs as one that has failed with its request; `undefined` if it may go on. */
  endOf(span: StartedSpan): EndedSpan | undefined
  /** Whether a span has been ended with its request. */
  has(span: EndedSpan): boolean
}

/**
 * Returns what knows the requests whose handlers won't finish. A step that runs when its request ends goes
 * on in a process that lives, and ends itself. At Lambda's timeout it is the last that is heard of it.
 */
export function createUnfinishedSpans(): UnfinishedSpans {
  const endings = new WeakMap<ExportedRequest, EndedSpan>()
  const ended = new WeakMap<ExportedRequest, Set<string>>()
  return {
    ended(span) {
      if (span.type === 'request' && UNFINISHED.test(span.record.message))
        endings.set(span.request, span)
    },
    endOf(span) {
      const ending = endings.get(span.request)
      if (ending === undefined || span.type === 'request') return undefined
      ended.set(span.request, (ended.get(span.request) ?? new Set()).add(span.spanId))
      const { endTime, isSampled } = ending
      return { ...span, endTime, isSampled, record: recordOf(span, ending.record) }
    },
    has: ({ request, spanId }) => ended.get(request)?.has(spanId) ?? false,
  }
}

/** Returns the record of a step that has failed with its request. */
function recordOf({ type, name, spanId, parentId }: StartedSpan, ending: TraceRecord): TraceRecord {
  const { metadata: _, hopName: __, action, ...common } = ending
  const step = type === 'hop' ? { action, hopName: name, hopResult: 'failure' } : { action: name }
  return {
    ...common,
    ...step,
    phase: type === 'hop' ? 'hop' : 'call',
    spanId,
    parentId,
  } as TraceRecord
}
