import type { EndedSpan, StartedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'
import { causeOf } from './cause.ts'
import { Segment, Subsegment } from './sdk.ts'
import { asName, awsOf, httpOf, nameOf, namespaceOf } from './segment-fields.ts'
import type { SegmentPosition } from './segment-position.ts'

type Document = Segment | Subsegment

/** X-Ray accepts 64 KB. A datagram holds a little less. */
const MAX_BYTES = 64_000
/** The parts that a document goes without, until it is small enough. */
const OMISSIONS = [[], ['metadata'], ['metadata', 'stack']] as const
type Omitted = (typeof OMISSIONS)[number][number]

/** Returns an ended span as a segment document of X-Ray: JSON in UTF-8. */
export function documentOf(span: EndedSpan, position: SegmentPosition): Uint8Array {
  let bytes = new Uint8Array()
  for (const omitted of OMISSIONS) {
    bytes = new TextEncoder().encode(compose(span, position, omitted))
    if (bytes.length <= MAX_BYTES) break
  }
  return bytes
}

/**
 * Returns a running span as a segment document: JSON in UTF-8. X-Ray replaces it with the document
 * of the span's end, which also says where a call goes.
 */
export function openDocumentOf(span: StartedSpan, position: SegmentPosition): Uint8Array {
  const { traceId: trace_id, parentId: parent_id, isSegment } = position
  const { service, traceContext } = span.request
  const document = {
    name: asName(isSegment ? service : span.name),
    id: span.spanId,
    trace_id,
    parent_id,
    type: isSegment ? undefined : 'subsegment',
    start_time: span.startTime / 1000,
    in_progress: true,
    annotations: { traceId: traceContext.traceId },
  }
  return new TextEncoder().encode(JSON.stringify(document))
}

function compose(span: EndedSpan, position: SegmentPosition, omitted: readonly Omitted[]): string {
  const { record } = span
  const document = position.isSegment ? segmentOf(span, position) : subsegmentOf(span, position)
  const isWithoutStack = omitted.includes('stack')
  flag(document, record)
  annotate(document, record)
  const metadata = omitted.includes('metadata') ? { truncated: true } : record.metadata
  for (const [name, value] of Object.entries(metadata ?? {}))
    document.addMetadata(name, value, 'hoptrace')
  // The classes' own `toString` calls a function for each member, to convert BigInts.
  return JSON.stringify({
    ...document,
    id: span.spanId,
    start_time: span.startTime / 1000,
    end_time: span.endTime / 1000,
    http: httpOf(record),
    cause: record.error && causeOf(record.error, span.type === 'call', isWithoutStack),
    // Members of the classes that are no fields of a document.
    in_progress: undefined,
    notTraced: undefined,
    counter: undefined,
  })
}

function segmentOf(span: EndedSpan, { traceId, parentId }: SegmentPosition): Segment {
  const segment = new Segment(nameOf(span, true), traceId, parentId)
  const { userId } = span.record
  if (userId !== undefined) segment.setUser(userId)
  return segment
}

function subsegmentOf(span: EndedSpan, { traceId, parentId }: SegmentPosition): Subsegment {
  const namespace = namespaceOf(span)
  return Object.assign(new Subsegment(nameOf(span, false)), {
    type: 'subsegment',
    trace_id: traceId,
    parent_id: parentId,
    namespace,
    aws: namespace === 'aws' ? awsOf(span.record) : undefined,
  })
}

function flag(document: Document, { level, result, metadata }: TraceRecord): void {
  if (result === 'success') return
  const isThrottle = metadata?.throttle === true || metadata?.statusCode === 429
  if (isThrottle) document.addThrottleFlag()
  if (isThrottle || level !== 'error') document.addErrorFlag()
  else document.addFaultFlag()
}

const ANNOTATED_FIELDS = ['traceId', 'tenantId', 'userId', 'jobId', 'action'] as const
const MAX_ANNOTATION_LENGTH = 1000

function annotate(document: Document, record: TraceRecord): void {
  for (const name of ANNOTATED_FIELDS) {
    const value = record[name]
    if (value !== undefined) document.addAnnotation(name, value.slice(0, MAX_ANNOTATION_LENGTH))
  }
}
