import { traceIdFromW3c } from './trace-id.ts'
import type { TraceLink } from './trace-link.ts'
import { parseTraceparent, type Traceparent } from './traceparent.ts'

/** What a `traceparent` header says that may have been sent several times. */
export interface Traceparents {
  /** The span that is continued, if any. */
  readonly caller: Traceparent | undefined
  /** The other traces, each once. */
  readonly links: readonly TraceLink[] | undefined
}

/** More values of one header are not read. */
const MAX_VALUES = 8

/**
 * Reads the values of a `traceparent` header; tracers in one process add a value each. Continued is the one
 * of the trace that `x-trace-id` names. If that names none, a single value is continued; of several, only
 * the one of the span that `x-trace-parent` names.
 * @param named the W3C trace id that `x-trace-id` spells
 * @param spanId the span of `x-trace-parent`
 */
export function readTraceparents(
  text: string | undefined,
  named?: string,
  spanId?: string,
): Traceparents {
  const single = parseTraceparent(text)
  const isContinued = single
    ? named === undefined || named === single.traceId
    : !text?.includes(',')
  // Before anything is allocated: nearly all requests end here.
  if (isContinued) return { caller: single, links: undefined }
  const sent = (text ?? '').split(',', MAX_VALUES).flatMap((value) => parseTraceparent(value) ?? [])
  const caller = sent.find((one) => (named ? one.traceId === named : one.parentId === spanId))
  const traceId = named ?? caller?.traceId
  const others = new Map(sent.map((one) => [one.traceId, one.parentId]))
  if (traceId !== undefined) others.delete(traceId)
  const links = [...others].map(([w3cTraceId, parentId]) => ({
    traceId: traceIdFromW3c(w3cTraceId),
    w3cTraceId,
    parentId,
  }))
  return { caller, links: links[0] ? links : undefined }
}
