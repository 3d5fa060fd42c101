import type { ExportedRequest, StartedSpan } from '../core/exporter.ts'
import type { TraceContext } from '../core/propagation/inbound.ts'
import { parseXrayHeader, type XrayHeader, xrayFromW3c } from '../core/propagation/xray.ts'

/** The position of a span in X-Ray's tree. */
export interface SegmentPosition {
  /** `1-<8 hex>-<24 hex>` */
  readonly traceId: string
  readonly parentId: string | undefined
  /** Whether the span is a segment; otherwise it is a subsegment. */
  readonly isSegment: boolean
  /** AWS's own sampling decision on Lambda, elsewhere that of a caller who is trusted, else ours. */
  readonly isSampled: boolean
}

/**
 * Continues X-Ray's trace: the one of the host's segment, or the received one. Otherwise it begins
 * a trace under the request's own id.
 */
export function joinXray(request: ExportedRequest, isSampled: boolean): TraceContext {
  const { traceContext, hostSegment } = request
  const own = xrayFromW3c(traceContext.w3cTraceId)
  const host = parseXrayHeader(hostSegment)
  const header = host ?? traceContext.xray ?? new Map([['Root', own]])
  // The host's decision is AWS's. Any other is a caller's, unless an outer request has made it.
  const isTrusted = host !== undefined || request.trustSampling || traceContext.isInXray === true
  const xray = isTrusted ? withDecision(header, isSampled) : decided(header, isSampled)
  if (host === undefined) return { ...traceContext, xray, isInXray: true }
  const root = host.get('Root')
  return { ...traceContext, xray, xrayTraceId: root === own ? undefined : root, isInXray: true }
}

// Load balancers send no decision. Without one, each of the next services would make its own.
function withDecision(header: XrayHeader, isSampled: boolean): XrayHeader {
  return /^[01]$/.test(header.get('Sampled') ?? '') ? header : decided(header, isSampled)
}

function decided(header: XrayHeader, isSampled: boolean): XrayHeader {
  return new Map(header).set('Sampled', isSampled ? '1' : '0')
}

/**
 * Returns a span's position. A request is below the segment that Lambda writes; on other hosts it is
 * a segment itself.
 */
export function positionOf(span: StartedSpan): SegmentPosition {
  const { traceContext, hostSegment } = span.request
  const host = parseXrayHeader(hostSegment)
  const header = host ?? traceContext.xray
  const own = xrayFromW3c(traceContext.w3cTraceId)
  const traceId = header?.get('Root') ?? own
  // One decision for the whole request: X-Ray can't show a tree of half of it.
  const isSampled = traceContext.xray?.get('Sampled') === '1'
  const { parentId } = span
  if (span.type !== 'request') return { traceId, parentId, isSampled, isSegment: false }
  const hostParent = host?.get('Parent')
  if (hostParent) return { traceId, parentId: hostParent, isSampled, isSegment: false }
  // X-Ray knows the caller's span only if the trace is X-Ray's.
  const caller = traceId === own ? parentId : header?.get('Parent') || undefined
  return { traceId, parentId: caller, isSampled, isSegment: true }
}
