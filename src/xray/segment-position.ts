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
  /** X-Ray's own sampling decision if there is one, otherwise ours. */
  readonly isSampled: boolean
}

/**
 * Continues X-Ray's trace: the one of the host's segment, or the received one. Otherwise it begins
 * a trace under the request's own id.
 */
export function joinXray(
  { traceContext, hostSegment }: ExportedRequest,
  isSampled: boolean,
): TraceContext {
  const own = xrayFromW3c(traceContext.w3cTraceId)
  const host = parseXrayHeader(hostSegment)
  const xray = withDecision(host ?? traceContext.xray ?? new Map([['Root', own]]), isSampled)
  if (host === undefined) return { ...traceContext, xray, isInXray: true }
  const root = host.get('Root')
  return { ...traceContext, xray, xrayTraceId: root === own ? undefined : root, isInXray: true }
}

// Load balancers send no decision. Without one, each of the next services would make its own.
function withDecision(header: XrayHeader, isSampled: boolean): XrayHeader {
  const isDecided = /^[01]$/.test(header.get('Sampled') ?? '')
  return isDecided ? header : new Map(header).set('Sampled', isSampled ? '1' : '0')
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
  if (span.kind !== 'request') return { traceId, parentId, isSampled, isSegment: false }
  const hostParent = host?.get('Parent')
  if (hostParent) return { traceId, parentId: hostParent, isSampled, isSegment: false }
  // X-Ray knows the caller's span only if the trace is X-Ray's.
  const caller = traceId === own ? parentId : header?.get('Parent') || undefined
  return { traceId, parentId: caller, isSampled, isSegment: true }
}
