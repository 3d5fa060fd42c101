import {
  acceptedTraceContext,
  type HeaderReader,
  type InboundPolicy,
  readTraceContext,
  type TraceContext,
} from './inbound.ts'

/**
 * Continues the caller's trace, or begins a new one, on a host that writes a segment of its own for each
 * request. If the caller's `X-Amzn-Trace-Id` is of another trace than the segment, that trace is a link.
 * @param segment the `X-Amzn-Trace-Id` of the host's segment
 * @param ownId returns the id of a new trace
 */
export function readBelowSegment(
  header: HeaderReader,
  segment: string | undefined,
  policy: InboundPolicy,
  ownId?: () => string,
): TraceContext {
  const received = readTraceContext(withSegment(header, segment), policy, ownId, header)
  const sender = hasOtherRoot(header, segment) && acceptedTraceContext(header, policy)
  if (!sender || sender.traceId === received.traceId) return received
  return { ...received, links: [...(received.links ?? []), sender] }
}

// The caller's X-Amzn-Trace-Id may be of another trace than the segment, which X-Ray shows.
function withSegment(header: HeaderReader, segment: string | undefined): HeaderReader {
  return segment === undefined
    ? header
    : (name) => (name === 'x-amzn-trace-id' ? segment : header(name))
}

/** Whether X-Ray has begun another trace for the request than the one of its caller. */
function hasOtherRoot(header: HeaderReader, segment: string | undefined): boolean {
  const rootLength = 'Root=1-68a9f3c2-1b2c3d4e5f60718293a4b5c6'.length
  if (segment === undefined) return false
  const sent = header('x-amzn-trace-id')
  return sent !== undefined && sent.slice(0, rootLength) !== segment.slice(0, rootLength)
}
