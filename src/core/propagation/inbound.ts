import { newTraceId, newW3cTraceId } from '../ids.ts'
import { parseTraceId, traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'
import { parseTraceparent, type Traceparent } from './traceparent.ts'

/** Where a request stands in its trace. */
export interface Origin {
  readonly traceId: string
  /** The trace id's W3C spelling, or the one that travels beside a foreign id. */
  readonly w3cTraceId: string
  /** The caller's span. */
  readonly parentId?: string | undefined
  /** The `traceparent` flags to send on. */
  readonly flags: number
  /** A trace id that came beside a different `x-trace-id`. */
  readonly links?: readonly string[] | undefined
}

/** Looks a header up by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined

const SAMPLED = 1
const RANDOM = 2

/** Takes up the caller's trace from its headers, or begins a new one. */
export function readOrigin(header: HeaderReader): Origin {
  const traceId = parseTraceId(header('x-trace-id'))
  const parent = parseTraceparent(header('traceparent'))
  if (traceId === undefined) {
    return parent === undefined
      ? newOrigin(newTraceId())
      : continued(traceIdFromW3c(parent.traceId), parent)
  }
  if (parent === undefined) return newOrigin(traceId)
  const disagree = (w3cFromTraceId(traceId) ?? parent.traceId) !== parent.traceId
  return disagree
    ? { ...newOrigin(traceId), links: [traceIdFromW3c(parent.traceId)] }
    : continued(traceId, parent)
}

/** A trace under this id that has no parent. */
export function newOrigin(traceId: string): Origin {
  const w3cTraceId = w3cFromTraceId(traceId) ?? newW3cTraceId()
  return { traceId, w3cTraceId, flags: SAMPLED | RANDOM }
}

function continued(traceId: string, parent: Traceparent): Origin {
  const { traceId: w3cTraceId, parentId, flags } = parent
  return { traceId, w3cTraceId, parentId, flags: (flags & RANDOM) | SAMPLED }
}
