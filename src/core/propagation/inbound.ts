import { guard } from '../outcome/guard.ts'
import { newTraceId, newW3cTraceId } from '../platform/ids.ts'
import { parseDepth } from './depth.ts'
import { otherTraceContext } from './other-tracer.ts'
import { type RefusedHeaders, refusedHeaders } from './refused.ts'
import { parseSpanId } from './span-id.ts'
import { parseTraceId, traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'
import type { TraceLink } from './trace-link.ts'
import { RANDOM, SAMPLED, type Traceparent } from './traceparent.ts'
import { readTraceparents } from './traceparents.ts'
import { parseTracestate } from './tracestate.ts'
import { parseXrayHeader, w3cFromXray, type XrayHeader } from './xray.ts'

/** The trace that a request belongs to, as it was received or begun. */
export interface TraceContext {
  /** `req_<uuid>` or the caller's own id. */
  readonly traceId: string
  /** The trace id's W3C spelling, or the W3C id that travels beside a foreign id: 32 hex digits. */
  readonly w3cTraceId: string
  /** Whether the trace id can't be converted to the W3C id. */
  readonly isForeign?: boolean | undefined
  /** The caller's span: 16 hex digits. */
  readonly parentId?: string | undefined
  /** Whether `parentId` is a span of the same request, not of the caller. */
  readonly isParentLocal?: boolean | undefined
  /** The flags of `traceparent`. */
  readonly flags: number
  /** The caller's sampling decision, if it is trusted. */
  readonly isSampledByCaller?: boolean | undefined
  /** The caller's `tracestate`, sent on unchanged. */
  readonly tracestate?: string | undefined
  /** The fields of `X-Amzn-Trace-Id` to send on. */
  readonly xray?: XrayHeader | undefined
  /** X-Ray's id of the request, if it differs from the trace's. */
  readonly xrayTraceId?: string | undefined
  /** Whether X-Ray receives our spans. */
  readonly isInXray?: boolean | undefined
  /** Related traces: those of other `traceparent` values, or of a batch's records. */
  readonly links?: readonly TraceLink[] | undefined
  /** How many services the trace has passed before this one. */
  readonly depth?: number | undefined
  /** Whether a header came from the caller that was refused. Absent if the caller was accepted. */
  readonly refused?: RefusedHeaders | undefined
}

/** Returns a header's value by its lower-case name. In `acceptInbound` the name may be in any case. */
export type HeaderReader = (name: string) => string | undefined

/** What a caller may decide. */
export interface InboundPolicy {
  /** Whether a caller's trace is continued. */
  readonly acceptInbound: boolean | ((header: HeaderReader) => boolean)
  /** Whether the caller's sampled flag decides. */
  readonly trustSampling: boolean
}

const ACCEPT_ALL: InboundPolicy = { acceptInbound: true, trustSampling: false }

/**
 * Continues the caller's trace, or begins a new one under the id that `ownId` returns.
 * @param sent the headers that are not sent on if the caller is refused. Default: `header`
 */
export function readTraceContext(
  header: HeaderReader,
  policy: InboundPolicy = ACCEPT_ALL,
  ownId: () => string = newTraceId,
  sent: HeaderReader = header,
): TraceContext {
  if (!isAccepted(header, policy))
    return { ...newTraceContext(ownId()), refused: refusedHeaders(sent) }
  const continued = continuedTraceContext(header, policy.trustSampling) ?? otherTraceContext()
  if (continued !== undefined) return continued
  return { ...newTraceContext(ownId()), links: readTraceparents(header('traceparent')).links }
}

/** Continues the caller's trace. Returns `undefined` if there is none, or it is not accepted. */
export function acceptedTraceContext(
  header: HeaderReader,
  policy: InboundPolicy,
): TraceContext | undefined {
  return isAccepted(header, policy)
    ? continuedTraceContext(header, policy.trustSampling)
    : undefined
}

/** Whether a caller's trace is continued. */
function isAccepted(header: HeaderReader, { acceptInbound }: InboundPolicy): boolean {
  if (typeof acceptInbound !== 'function') return acceptInbound
  const accepts = guard(
    () => acceptInbound((name) => header(name.toLowerCase())),
    "option 'acceptInbound' failed",
  )
  return accepts === true
}

/**
 * Continues the caller's trace, which the first of these headers names: `x-trace-id`, `traceparent`,
 * `X-Amzn-Trace-Id`. Returns `undefined` if none of them is valid. The caller's span is the one of
 * `x-trace-parent` beside an `x-trace-id`: another tracer may have replaced the `traceparent`.
 */
export function continuedTraceContext(
  header: HeaderReader,
  trustSampling: boolean = ACCEPT_ALL.trustSampling,
): TraceContext | undefined {
  const named = parseTraceId(header('x-trace-id'))
  const spanId = named && parseSpanId(header('x-trace-parent'))
  const own = w3cFromTraceId(named ?? '')
  const { caller, links } = readTraceparents(header('traceparent'), own, spanId)
  const xray = parseXrayHeader(header('x-amzn-trace-id'))
  const root = rootOf(xray)
  const known = own ?? caller?.traceId ?? root
  const traceId = named ?? (known && traceIdFromW3c(known))
  if (traceId === undefined) return undefined
  const inXray = xrayParent(xray, root === known)
  const parent = callerParent(caller, header) ?? inXray
  // One literal with all members: built from spreads it takes a microsecond longer.
  return {
    traceId,
    w3cTraceId: known ?? newW3cTraceId(),
    isForeign: own === undefined && named !== undefined,
    parentId: spanId ?? parent.parentId,
    flags: trustSampling ? parent.flags : parent.flags | SAMPLED,
    isSampledByCaller: trustSampling ? parent.isSampledByCaller : undefined,
    tracestate: parent.tracestate,
    xray,
    xrayTraceId: inXray.xrayTraceId,
    links,
    depth: parseDepth(header('x-trace-hops')),
  }
}

/** Begins a trace without a parent. */
function newTraceContext(traceId: string): TraceContext {
  const own = w3cFromTraceId(traceId)
  const w3cTraceId = own ?? newW3cTraceId()
  return { ...NO_PARENT, traceId, w3cTraceId, isForeign: own === undefined }
}

/** What a header says about the parent of a request. */
type ParentContext = Omit<TraceContext, 'traceId' | 'w3cTraceId'>

const NO_PARENT: ParentContext = { flags: SAMPLED | RANDOM }

function rootOf(xray: XrayHeader | undefined): string | undefined {
  return xray && w3cFromXray(xray.get('Root') ?? '')
}

function xrayParent(xray: XrayHeader | undefined, namesTrace: boolean): ParentContext {
  if (xray === undefined) return NO_PARENT
  if (!namesTrace) return { ...NO_PARENT, xrayTraceId: xray.get('Root') }
  return { parentId: xray.get('Parent') || undefined, flags: SAMPLED }
}

/** The span of `traceparent`, with the `tracestate` that belongs to it. */
function callerParent(
  caller: Traceparent | undefined,
  header: HeaderReader,
): ParentContext | undefined {
  if (caller === undefined) return undefined
  const { parentId, flags } = caller
  const tracestate = parseTracestate(header('tracestate'))
  return { parentId, flags, isSampledByCaller: (flags & SAMPLED) !== 0, tracestate }
}
