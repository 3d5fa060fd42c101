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
  readonly jobId?: string | undefined
  readonly tenantId?: string | undefined
  readonly userId?: string | undefined
}

/** The cause of a failure. */
export interface CauseRecord {
  readonly message: string
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly stack?: string | undefined
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
  /** When the record was written: RFC 3339, UTC, milliseconds. */
  readonly timestamp: string
  readonly level: Level
  readonly message: string
  /** `req_<uuid>`, or the caller's own id. Absent only outside of a request. */
  readonly traceId?: string | undefined
  /** 16 hex digits: the request, hop or call that the record is about, or that a line was written in. */
  readonly spanId?: string | undefined
  /** The span that contains this one. */
  readonly parentId?: string | undefined
  readonly service: string
  /** Where the code ran: `api-route`, `lambda`, `backend-api`, or the caller's word. */
  readonly layer: string
  /** What the request does; of a call `service:<name>:<operation>`. */
  readonly action: string
  readonly phase: Phase
  readonly hopName?: string | undefined
  /** `pass` or `fail` of a check, `start`, `success` or `failure` of a hop, or the caller's word. */
  readonly hopResult?: string | undefined
  /** Lambda's id of the invocation. */
  readonly requestId?: string | undefined
  readonly functionName?: string | undefined
  /** Whether this was the first invocation of its worker. */
  readonly coldStart?: boolean | undefined
  /** The W3C trace-id, if the trace id can't be converted to it. */
  readonly w3cTraceId?: string | undefined
  /** X-Ray's id of the request, if it differs from the trace's: `1-<8 hex>-<24 hex>`. */
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
  /** Counts of an ending, each 0 or 1. `Timeouts` is also written if metrics are off. */
  readonly Requests?: number | undefined
  readonly Errors?: number | undefined
  readonly Faults?: number | undefined
  readonly Throttles?: number | undefined
  readonly Timeouts?: number | undefined
  readonly ColdStarts?: number | undefined
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
  '_aws',
] as const satisfies readonly (keyof TraceRecord)[]

/** The longest name in a record, in characters: of a service, an action, a hop, a code. */
export const NAME_LIMIT = 256
