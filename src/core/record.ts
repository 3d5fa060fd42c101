/** How loud a record is. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** What a record tells of: a start, a step's end, a service call's end, a line in between, the ending. */
export type Phase = 'start' | 'hop' | 'call' | 'log' | 'complete'

/** How a step or a request ended. `partial`: some of it failed, or the client left. */
export type Result = 'success' | 'error' | 'partial'

/** The caller's own facts about a record. */
export type Metadata = Readonly<Record<string, unknown>>

/** Who a request is about; set once, written on every later record of the request. */
export interface Identity {
  readonly jobId?: string | undefined
  readonly tenantId?: string | undefined
  readonly userId?: string | undefined
}

/** What caused a failure, as it is written. */
export interface CauseRecord {
  readonly message: string
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly stack?: string | undefined
  readonly cause?: CauseRecord | undefined
}

/** A failure as it is written. */
export interface ErrorRecord extends CauseRecord {
  /** A stable word: the error's own code, an AWS error's name, or one made from the status. */
  readonly code: string
}

/**
 * One line of the log, and the contract with every query, alarm and dashboard.
 * A field is never renamed without a major version.
 */
export interface TraceRecord extends Identity {
  /** RFC 3339, UTC, milliseconds: when the record was written. */
  readonly timestamp: string
  readonly level: Level
  readonly message: string
  /** `req_<uuid>`, or the caller's own id. Absent only from records written outside a request. */
  readonly traceId?: string | undefined
  /** 16 hex: the request, hop or call that the record is about; for a log line the one it was written in. */
  readonly spanId?: string | undefined
  /** The span that contains this one. */
  readonly parentId?: string | undefined
  readonly service: string
  /** Where it ran: `api-route`, `lambda`, `backend-api`, or the caller's word. */
  readonly layer: string
  /** What the request does; on a call `service:<name>:<operation>`. */
  readonly action: string
  readonly phase: Phase
  readonly hopName?: string | undefined
  /** `pass` or `fail` of a check, `start`, `success` or `failure` of a hop, or the caller's word. */
  readonly hopResult?: string | undefined
  /** Lambda's own id of the invocation. */
  readonly requestId?: string | undefined
  readonly functionName?: string | undefined
  /** Whether this invocation was the first of its worker. */
  readonly coldStart?: boolean | undefined
  /** The W3C trace-id, where the trace id can't be converted to it. */
  readonly w3cTraceId?: string | undefined
  /** X-Ray's id of the request, where it is another than the trace's: `1-<8 hex>-<24 hex>`. */
  readonly xrayTraceId?: string | undefined
  /** Trace ids that belong to this request but don't name it. */
  readonly links?: readonly string[] | undefined
  /** Written after the request had ended. */
  readonly late?: true | undefined
  /** Cut to the size limit. */
  readonly truncated?: true | undefined
  /** Milliseconds, to 0.001. */
  readonly duration?: number | undefined
  readonly result?: Result | undefined
  readonly metadata?: Metadata | undefined
  readonly error?: ErrorRecord | undefined
  /** Counts of a completion, 0 or 1 each. Timeouts also stands where metrics are off. */
  readonly Requests?: number | undefined
  readonly Errors?: number | undefined
  readonly Faults?: number | undefined
  readonly Throttles?: number | undefined
  readonly Timeouts?: number | undefined
  readonly ColdStarts?: number | undefined
  /** What makes the line a CloudWatch metric: the embedded metric format. */
  readonly _aws?: object | undefined
}
