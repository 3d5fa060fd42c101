/** How important a record is. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** What a record is about: a request's start, a hop's or a call's end, a line in between, the ending. */
export type Phase = 'start' | 'hop' | 'call' | 'log' | 'complete'

/** How a step or a request ended. `partial`: a part of it failed, or the client left. */
export type Result = 'success' | 'error' | 'partial'

/** Facts that the caller adds to a record. */
export type Metadata = Readonly<Record<string, unknown>>

/** Who a request is about. Set once, written on every later record of the request. */
export interface Identity {
  /** The job that the request belongs to. */
  readonly jobId?: string | undefined
  /** The customer that the request is for. */
  readonly tenantId?: string | undefined
  /** The user that sent the request. */
  readonly userId?: string | undefined
}

/** What `trace.set` takes beside attributes: who a request is about, and what it does. */
export interface RequestFacts extends Identity {
  /**
   * What the request does, such as `GET /orders/{id}`. It is a metric dimension, so it must have few
   * values: a route's pattern, never a path.
   */
  readonly action?: string | undefined
}

/** The cause of a failure. */
export interface CauseRecord {
  /** The error's message. */
  readonly message: string
  /** The error's own code, if it has one. */
  readonly code?: string | undefined
  /** The error's class, such as `TypeError`. */
  readonly name?: string | undefined
  /** Next.js's id of the error, which is shown to users. */
  readonly digest?: string | undefined
  /** The error's stack. */
  readonly stack?: string | undefined
  /** What caused this error. */
  readonly cause?: CauseRecord | undefined
}

/** A failure. */
export interface ErrorRecord extends CauseRecord {
  /** A stable word: the error's own code, an AWS error's name, or a word for the status. */
  readonly code: string
}

/**
 * One line of the log, and the contract with every query, alarm and dashboard.
 * A field is never renamed without a major version.
 */
export interface TraceRecord extends Identity {
  /**
   * When the record was written: RFC 3339, UTC, milliseconds.
   * @pattern ^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$
   */
  readonly timestamp: string
  readonly level: Level
  /** What happened: `Request start`, `Service call - S3`, or the text of a line. */
  readonly message: string
  /**
   * `req_<uuid>`, or the caller's own id. Absent only outside of a request.
   * @pattern ^[A-Za-z0-9_-]{1,128}$
   */
  readonly traceId?: string | undefined
  /**
   * 16 hex digits: the request, hop or call that the record is about, or that a line was written in.
   * @pattern ^[0-9a-f]{16}$
   */
  readonly spanId?: string | undefined
  /**
   * The span that contains this one.
   * @pattern ^[0-9a-f]{16}$
   */
  readonly parentId?: string | undefined
  /** The service that wrote the record. */
  readonly service: string
  /** Where the code ran: `api-route`, `lambda`, `backend-api`, or the caller's word. */
  readonly layer: string
  /** What the request does; of a call `service:<name>:<operation>`. */
  readonly action: string
  readonly phase: Phase
  /** The name of the hop or check. */
  readonly hopName?: string | undefined
  /** `pass` or `fail` of a check, `start`, `success` or `failure` of a hop, or the caller's word. */
  readonly hopResult?: string | undefined
  /** Lambda's id of the invocation. */
  readonly requestId?: string | undefined
  /** The name of the Lambda function. */
  readonly functionName?: string | undefined
  /** The build that wrote the record, such as a commit: on the start and the ending. */
  readonly version?: string | undefined
  /** Where the service runs, such as `prod`: on the start, the ending, and calls that are metrics. */
  readonly stage?: string | undefined
  /** Whether this was the first invocation of its worker. */
  readonly coldStart?: boolean | undefined
  /**
   * The W3C trace-id, if the trace id can't be converted to it.
   * @pattern ^[0-9a-f]{32}$
   */
  readonly w3cTraceId?: string | undefined
  /**
   * X-Ray's id of the request, if it differs from the trace's: `1-<8 hex>-<24 hex>`.
   * @pattern ^1-[0-9a-f]{8}-[0-9a-f]{24}$
   */
  readonly xrayTraceId?: string | undefined
  /** Ids of related traces. */
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
  /** 1 on an ending, if metrics are on. */
  readonly Requests?: number | undefined
  /** 1 unless the request succeeded or its client left; else 0. */
  readonly Errors?: number | undefined
  /** 1 if the ending's level is `error`; else 0. */
  readonly Faults?: number | undefined
  /** 1 if the request was answered with 429; else 0. */
  readonly Throttles?: number | undefined
  /** 1 if the request ran out of time; else 0. A timeout has it even if metrics are off. */
  readonly Timeouts?: number | undefined
  /** 1 if this was the first invocation of its worker; else 0. */
  readonly ColdStarts?: number | undefined
  /** The number of records of a batch, if metrics are on. */
  readonly Records?: number | undefined
  /** The number of records of a batch that will be delivered again, or are lost. */
  readonly FailedRecords?: number | undefined
  /** Makes the line a CloudWatch metric: the embedded metric format. */
  readonly _aws?: object | undefined
}

/** The names of a record's fields, in the order in which they are written. */
export const RECORD_FIELDS = [
  'timestamp',
  'level',
  'message',
  'traceId',
  'spanId',
  'parentId',
  'service',
  'layer',
  'action',
  'jobId',
  'tenantId',
  'userId',
  'phase',
  'hopName',
  'hopResult',
  'requestId',
  'functionName',
  'version',
  'stage',
  'coldStart',
  'w3cTraceId',
  'xrayTraceId',
  'links',
  'late',
  'truncated',
  'duration',
  'result',
  'metadata',
  'error',
  'Requests',
  'Errors',
  'Faults',
  'Throttles',
  'Timeouts',
  'ColdStarts',
  'Records',
  'FailedRecords',
  '_aws',
] as const satisfies readonly (keyof TraceRecord)[]

/** The longest name in a record, in characters: of a service, an action, a hop, a code. */
export const NAME_LIMIT = 256
