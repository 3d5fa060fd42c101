import { guard } from '../outcome/guard.ts'
import { newTraceId, newW3cTraceId } from '../platform/ids.ts'
import { parseDepth } from './depth.ts'
import { otherTraceContext } from './other-tracer.ts'
import { type RefusedHeaders, refusedHeaders } from './refused.ts'
import { parseTraceId, traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'
import { parseTraceparent, RANDOM, SAMPLED, type Traceparent } from './traceparent.ts'
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
  /** Ids of related traces: one that disagreed with `x-trace-id`, or those of a batch's records. */
  readonly links?: readonly string[] | undefined
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
  return (
    continuedTraceContext(header, policy.trustSampling) ??
    otherTraceContext() ??
    newTraceContext(ownId())
  )
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
 * `X-Amzn-Trace-Id`. Returns `undefined` if none of them is valid.
 */
export function continuedTraceContext(
  header: HeaderReader,
  trustSampling: boolean = ACCEPT_ALL.trustSampling,
): TraceContext | undefined {
  const named = parseTraceId(header('x-trace-id'))
  const caller = parseTraceparent(header('traceparent'))
  const xray = parseXrayHeader(header('x-amzn-trace-id'))
  const own = named && w3cFromTraceId(named)
  const root = xray && w3cFromXray(xray.get('Root') ?? '')
  const w3cTraceId = own ?? caller?.traceId ?? root
  const traceId = named ?? (w3cTraceId && traceIdFromW3c(w3cTraceId))
  if (traceId === undefined) return undefined
  const depth = parseDepth(header('x-trace-hops'))
  if (w3cTraceId === undefined) return { ...newTraceContext(traceId), depth }
  const inXray = xrayParent(xray, root === w3cTraceId)
  const parent = caller === undefined ? inXray : callerParent(caller, w3cTraceId, inXray, header)
  // One literal with all members: built from spreads it takes a microsecond longer.
  return {
    traceId,
    w3cTraceId,
    isForeign: own === undefined && named !== undefined,
    parentId: parent.parentId,
    flags: trustSampling ? parent.flags : parent.flags | SAMPLED,
    isSampledByCaller: trustSampling ? parent.isSampledByCaller : undefined,
    tracestate: parent.tracestate,
    xray,
    xrayTraceId: inXray.xrayTraceId,
    links: parent.links,
    depth,
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

function xrayParent(xray: XrayHeader | undefined, namesTrace: boolean): ParentContext {
  if (xray === undefined) return NO_PARENT
  if (!namesTrace) return { ...NO_PARENT, xrayTraceId: xray.get('Root') }
  return { parentId: xray.get('Parent') || undefined, flags: SAMPLED }
}

/** The span of `traceparent`, or a link to its trace if that is another one. */
function callerParent(
  { traceId, parentId, flags }: Traceparent,
  w3cTraceId: string,
  fallback: ParentContext,
  header: HeaderReader,
): ParentContext {
  if (traceId !== w3cTraceId) return { ...fallback, links: [traceIdFromW3c(traceId)] }
  const tracestate = parseTracestate(header('tracestate'))
  return { parentId, flags, isSampledByCaller: (flags & SAMPLED) !== 0, tracestate }
}
