/** A related trace, and the span of it that led here. */
export interface TraceLink {
  /** `req_<uuid>` or the caller's own id. */
  readonly traceId: string
  /** The W3C spelling: 32 hex digits. */
  readonly w3cTraceId: string
  /** The span: 16 hex digits. Absent if only the trace is known. */
  readonly parentId?: string | undefined
}
