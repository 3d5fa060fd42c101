import type { EndedSpan, ExportedRequest, StartedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'

/** The messages of endings that the engine writes in a process that is about to end. */
const UNFINISHED = / (?:timeout|crash|exit)$/

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
  const requests = new WeakMap<ExportedRequest, { ending: EndedSpan; steps: Set<string> }>()
  return {
    ended(span) {
      if (span.type === 'request' && UNFINISHED.test(span.record.message))
        requests.set(span.request, { ending: span, steps: new Set() })
    },
    endOf(span) {
      const request = requests.get(span.request)
      if (request === undefined || span.type === 'request') return undefined
      request.steps.add(span.spanId)
      const { endTime, isSampled, record } = request.ending
      return { ...span, endTime, isSampled, record: recordOf(span, record) }
    },
    has: ({ request, spanId }) => requests.get(request)?.steps.has(spanId) ?? false,
  }
}

/** Returns the record of a step that has failed with its request. */
function recordOf({ type, name, spanId, parentId }: StartedSpan, ending: TraceRecord): TraceRecord {
  const { metadata: _, hopName: __, action, ...common } = ending
  const step =
    type === 'hop'
      ? { phase: type, action, hopName: name, hopResult: 'failure' }
      : { phase: 'call', action: name }
  return { ...common, ...step, spanId, parentId } as TraceRecord
}
