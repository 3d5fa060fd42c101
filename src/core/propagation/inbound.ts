import { harmless } from '../outcome/guard.ts'
import { newTraceId, newW3cTraceId } from '../platform/ids.ts'
import { parseHops } from './hops.ts'
import { parseTraceId, traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'
import { parseTraceparent, RANDOM, SAMPLED, type Traceparent } from './traceparent.ts'
import { parseTracestate } from './tracestate.ts'
import { parseXrayHeader, w3cFromXray, type XrayHeader } from './xray.ts'

/** Where a request stands in its trace. */
export interface Origin {
  readonly traceId: string
  /** The trace id's W3C spelling, or the one that travels beside a foreign id. */
  readonly w3cTraceId: string
  /** Whether the trace id can't be converted to the W3C one. */
  readonly isForeign?: boolean | undefined
  /** The caller's span. */
  readonly parentId?: string | undefined
  /** The `traceparent` flags: of the caller, or of a new trace. */
  readonly flags: number
  /** The caller's decision, where it is trusted. */
  readonly isSampledByCaller?: boolean | undefined
  /** The caller's `tracestate`, to send on as it came. */
  readonly tracestate?: string | undefined
  /** The caller's `X-Amzn-Trace-Id`, to send on. */
  readonly xray?: XrayHeader | undefined
  /** X-Ray's id of the request, where it is another than the trace's. */
  readonly xrayTraceId?: string | undefined
  /** Whether X-Ray is told of our spans, whatever its own id of the trace. */
  readonly isInXray?: boolean | undefined
  /** A trace id that came beside a different `x-trace-id`; the traces of a batch's records. */
  readonly links?: readonly string[] | undefined
  /** How many services the trace has passed before this one; none for a new one. */
  readonly hops?: number | undefined
}

/** Looks a header up by its lower-case name; for `acceptInbound`, by its name in any case. */
export type HeaderReader = (name: string) => string | undefined

/** Whose word is taken for what. */
export interface InboundPolicy {
  /** Whether a caller's trace is taken up: of any caller, of none, or as its headers decide. */
  readonly acceptInbound: boolean | ((header: HeaderReader) => boolean)
  /** Whether the caller's sampled flag decides; else it counts for nothing. */
  readonly trustSampling: boolean
}

const ACCEPT_ALL: InboundPolicy = { acceptInbound: true, trustSampling: false }

/** Takes up the caller's trace from its headers, or begins a new one under `ownId`. */
export function readOrigin(
  header: HeaderReader,
  policy: InboundPolicy = ACCEPT_ALL,
  ownId: () => string = newTraceId,
): Origin {
  return acceptedOrigin(header, policy) ?? newOrigin(ownId())
}

/** Takes up the caller's trace from its headers; `undefined` when none is there, or is accepted. */
export function acceptedOrigin(header: HeaderReader, policy: InboundPolicy): Origin | undefined {
  const { acceptInbound, trustSampling } = policy
  const accepted =
    typeof acceptInbound === 'function'
      ? harmless(() => acceptInbound((name) => header(name.toLowerCase())))
      : acceptInbound
  return accepted === true ? continuedOrigin(header, trustSampling) : undefined
}

/**
 * Takes up the caller's trace from its headers; `undefined` when none of them carries one.
 * The first that does names it: `x-trace-id`, `traceparent`, `X-Amzn-Trace-Id`.
 */
export function continuedOrigin(
  header: HeaderReader,
  trustSampling: boolean = ACCEPT_ALL.trustSampling,
): Origin | undefined {
  const named = parseTraceId(header('x-trace-id'))
  const parent = parseTraceparent(header('traceparent'))
  const xray = parseXrayHeader(header('x-amzn-trace-id'))
  const own = named && w3cFromTraceId(named)
  const root = xray && w3cFromXray(xray.get('Root') ?? '')
  const w3cTraceId = own ?? parent?.traceId ?? root
  const traceId = named ?? (w3cTraceId && traceIdFromW3c(w3cTraceId))
  if (traceId === undefined) return undefined
  const hops = parseHops(header('x-trace-hops'))
  if (w3cTraceId === undefined) return { ...newOrigin(traceId), hops }
  const inXray = placeInXray(xray, root === w3cTraceId)
  const place = parent === undefined ? inXray : placeBelow(parent, w3cTraceId, inXray, header)
  // One literal, with all members: put together from spreads it takes a microsecond more.
  return {
    traceId,
    w3cTraceId,
    isForeign: own === undefined && named !== undefined,
    parentId: place.parentId,
    flags: trustSampling ? place.flags : place.flags | SAMPLED,
    isSampledByCaller: trustSampling ? place.isSampledByCaller : undefined,
    tracestate: place.tracestate,
    xray,
    xrayTraceId: inXray.xrayTraceId,
    links: place.links,
    hops,
  }
}

/** A trace under this id that has no parent. */
function newOrigin(traceId: string): Origin {
  const own = w3cFromTraceId(traceId)
  const flags = SAMPLED | RANDOM
  if (own !== undefined) return { traceId, w3cTraceId: own, flags }
  return { traceId, w3cTraceId: newW3cTraceId(), isForeign: true, flags }
}

type Place = Omit<Origin, 'traceId' | 'w3cTraceId'>

const NOWHERE: Place = { flags: SAMPLED | RANDOM }

function placeInXray(xray: XrayHeader | undefined, isTrace: boolean): Place {
  if (xray === undefined) return NOWHERE
  if (!isTrace) return { ...NOWHERE, xrayTraceId: xray.get('Root') }
  return { parentId: xray.get('Parent') || undefined, flags: SAMPLED }
}

/** Below the caller's span, or beside its trace, when that is another. */
function placeBelow(
  { traceId, parentId, flags }: Traceparent,
  w3cTraceId: string,
  beside: Place,
  header: HeaderReader,
): Place {
  if (traceId !== w3cTraceId) return { ...beside, links: [traceIdFromW3c(traceId)] }
  const tracestate = parseTracestate(header('tracestate'))
  return { parentId, flags, isSampledByCaller: (flags & SAMPLED) !== 0, tracestate }
}
