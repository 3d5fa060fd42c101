import type { ExportedRequest, StartedSpan } from '../core/exporter.ts'
import type { TraceContext } from '../core/propagation/inbound.ts'
import { parseXrayHeader, type XrayHeader, xrayFromW3c } from '../core/propagation/xray.ts'

/** Where a span stands in X-Ray. */
export interface SegmentPosition {
  /** `1-<8 hex>-<24 hex>` */
  readonly traceId: string
  readonly parentId: string | undefined
  /** Whether it is a segment; else it is a subsegment. */
  readonly isSegment: boolean
  /** X-Ray's own decision, where it has made one, else ours. */
  readonly isSampled: boolean
}

/**
 * Goes on with X-Ray's trace: the host's own, the one that came, else a new one under the id that the
 * request has already.
 */
export function joinXray(
  { traceContext, hostSegment }: ExportedRequest,
  isSampled: boolean,
): TraceContext {
  const own = xrayFromW3c(traceContext.w3cTraceId)
  const host = parseXrayHeader(hostSegment)
  const xray = decided(host ?? traceContext.xray ?? new Map([['Root', own]]), isSampled)
  if (host === undefined) return { ...traceContext, xray, isInXray: true }
  const root = host.get('Root')
  return { ...traceContext, xray, xrayTraceId: root === own ? undefined : root, isInXray: true }
}

// A load balancer's has none. Without ours the next services would decide, each for itself.
function decided(header: XrayHeader, isSampled: boolean): XrayHeader {
  const isDecided = /^[01]$/.test(header.get('Sampled') ?? '')
  return isDecided ? header : new Map(header).set('Sampled', isSampled ? '1' : '0')
}

/** Below the segment that Lambda writes; where a host writes none, the request is a segment itself. */
export function positionOf(span: StartedSpan): SegmentPosition {
  const { traceContext, hostSegment } = span.request
  const host = parseXrayHeader(hostSegment)
  const header = host ?? traceContext.xray
  const own = xrayFromW3c(traceContext.w3cTraceId)
  const traceId = header?.get('Root') ?? own
  // Decided once: of half a request X-Ray could draw no tree.
  const isSampled = traceContext.xray?.get('Sampled') === '1'
  const { parentId } = span
  if (span.kind !== 'request') return { traceId, parentId, isSampled, isSegment: false }
  const hostParent = host?.get('Parent')
  if (hostParent) return { traceId, parentId: hostParent, isSampled, isSegment: false }
  // A caller's span is known to X-Ray if its trace is X-Ray's.
  const caller = traceId === own ? parentId : header?.get('Parent') || undefined
  return { traceId, parentId: caller, isSampled, isSegment: true }
}
