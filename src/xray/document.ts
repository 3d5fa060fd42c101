import type { EndedSpan, StartedSpan } from '../core/exporter.ts'
import type { TraceRecord } from '../core/record.ts'
import { causeOf } from './cause.ts'
import { Segment, Subsegment } from './sdk.ts'
import { asName, awsOf, httpOf, nameOf, namespaceOf } from './segment-fields.ts'
import type { SegmentPosition } from './segment-position.ts'

type Document = Segment | Subsegment

/** Bytes. X-Ray takes 64 KB, a datagram a little less. */
const LIMIT = 64_000
/** What a document that is too long goes without, one after the other. */
const TRIMMED = [[], ['metadata'], ['metadata', 'stack']] as const
type Trimmed = (typeof TRIMMED)[number][number]

/** The span as X-Ray's segment document, in JSON. */
export function documentOf(span: EndedSpan, place: SegmentPosition): Uint8Array {
  let bytes = new Uint8Array()
  for (const without of TRIMMED) {
    bytes = new TextEncoder().encode(compose(span, place, without))
    if (bytes.length <= LIMIT) break
  }
  return bytes
}

/** A span that goes on, in JSON: the document of its end takes its place. Where a call goes to is known then. */
export function openDocumentOf(span: StartedSpan, place: SegmentPosition): Uint8Array {
  const { traceId: trace_id, parentId: parent_id, isSegment } = place
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

function compose(span: EndedSpan, place: SegmentPosition, without: readonly Trimmed[]): string {
  const { record } = span
  const document = place.isSegment ? segmentOf(span, place) : subsegmentOf(span, place)
  const isWithoutStack = without.includes('stack')
  flag(document, record)
  annotate(document, record)
  const metadata = without.includes('metadata') ? { truncated: true } : record.metadata
  for (const [name, value] of Object.entries(metadata ?? {}))
    document.addMetadata(name, value, 'hoptrace')
  // Not by the class: it hands each member to a function, for BigInts that no record has.
  return JSON.stringify({
    ...document,
    id: span.spanId,
    start_time: span.startTime / 1000,
    end_time: span.endTime / 1000,
    http: httpOf(record),
    cause: record.error && causeOf(record.error, span.kind === 'call', isWithoutStack),
    // The classes' own, no fields of X-Ray's.
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

const ANNOTATED = ['traceId', 'tenantId', 'userId', 'jobId', 'action'] as const
const LONGEST_ANNOTATION = 1000

function annotate(document: Document, record: TraceRecord): void {
  for (const name of ANNOTATED) {
    const value = record[name]
    if (value !== undefined) document.addAnnotation(name, value.slice(0, LONGEST_ANNOTATION))
  }
}
