import { newTraceId, newW3cTraceId } from '../ids.ts'
import { parseTraceId, traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'
import { parseTraceparent } from './traceparent.ts'

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
const OWN_FLAGS = SAMPLED | RANDOM

/** Takes up the caller's trace from its headers, or begins a new one under `ownId`. */
export function readOrigin(header: HeaderReader, ownId: () => string = newTraceId): Origin {
  return continuedOrigin(header) ?? newOrigin(ownId())
}

/**
 * Takes up the caller's trace from its headers; `undefined` when none of them carries one.
 * `x-trace-id` names it, else `traceparent`, which places the request when they agree.
 */
export function continuedOrigin(header: HeaderReader): Origin | undefined {
  const named = parseTraceId(header('x-trace-id'))
  const parent = parseTraceparent(header('traceparent'))
  if (parent === undefined) return named === undefined ? undefined : newOrigin(named)
  const w3cTraceId = (named && w3cFromTraceId(named)) ?? parent.traceId
  const traceId = named ?? traceIdFromW3c(w3cTraceId)
  if (parent.traceId !== w3cTraceId) {
    return { traceId, w3cTraceId, flags: OWN_FLAGS, links: [traceIdFromW3c(parent.traceId)] }
  }
  const flags = (parent.flags & RANDOM) | SAMPLED
  return { traceId, w3cTraceId, parentId: parent.parentId, flags }
}

/** A trace under this id that has no parent. */
function newOrigin(traceId: string): Origin {
  const w3cTraceId = w3cFromTraceId(traceId) ?? newW3cTraceId()
  return { traceId, w3cTraceId, flags: OWN_FLAGS }
}
