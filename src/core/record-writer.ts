import { now } from './clock.ts'
import { emit } from './emit.ts'
import { isWritten, type Settings } from './options.ts'
import type { Origin } from './propagation/inbound.ts'
import { w3cFromTraceId } from './propagation/trace-id.ts'
import type { Identity, Level, Metadata, TraceRecord } from './record.ts'
import type { Span } from './span.ts'

/** What the host knows about the request, on every record of it. */
export interface Host {
  readonly requestId?: string | undefined
  readonly functionName?: string | undefined
  readonly coldStart?: boolean | undefined
  /** On the start and the ending. */
  readonly metadata?: Metadata | undefined
  /** The request's span, where it must be the same in several processes. */
  readonly spanId?: string | undefined
}

/** What a record says beyond whose it is. */
export interface Said
  extends Pick<
    TraceRecord,
    'message' | 'phase' | 'hopName' | 'hopResult' | 'duration' | 'result' | 'metadata' | 'error'
  > {
  /** A call's own; else the request's is written. */
  readonly action?: string | undefined
}

const IDENTITY_LIMIT = 256

/** Writes the records of one request: adds what is the same on all of them. */
export class RecordWriter {
  /** Set once the ending is written; records after it are `late`. */
  ended = false
  readonly #settings: Settings
  readonly #origin: Origin | undefined
  readonly #host: Host
  readonly #foreignW3c: string | undefined
  #identity: Identity = {}

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    this.#settings = settings
    this.#origin = origin
    this.#host = host
    if (origin !== undefined && w3cFromTraceId(origin.traceId) === undefined) {
      this.#foreignW3c = origin.w3cTraceId
    }
  }

  identify(identity: Identity): void {
    const known = { ...this.#identity }
    for (const name of ['jobId', 'tenantId', 'userId'] as const) {
      const value: unknown = identity?.[name]
      if (value !== undefined && value !== null)
        known[name] = String(value).slice(0, IDENTITY_LIMIT)
    }
    this.#identity = known
  }

  write(span: Span, level: Level, said: Said): void {
    if (isWritten(level, this.#settings))
      emit(this.#compose(span, level, said), this.#settings.format)
  }

  /** The fields in the order of the contract, in which they are read. */
  #compose(span: Span, level: Level, said: Said): TraceRecord {
    const { service, layer, action = service } = this.#settings
    const { message, phase } = said
    const outer = phase === 'start' || phase === 'complete'
    return {
      timestamp: new Date(now()).toISOString(),
      level,
      message,
      traceId: this.#origin?.traceId,
      spanId: span.id || undefined,
      parentId: span.parentId,
      service,
      layer,
      action: said.action ?? action,
      ...this.#identity,
      phase,
      hopName: said.hopName,
      hopResult: said.hopResult,
      requestId: this.#host.requestId,
      functionName: this.#host.functionName,
      coldStart: outer ? this.#host.coldStart : undefined,
      w3cTraceId: outer ? this.#foreignW3c : undefined,
      links: outer ? this.#origin?.links : undefined,
      late: this.ended || undefined,
      duration: said.duration,
      result: said.result,
      metadata: outer ? { ...this.#host.metadata, ...said.metadata } : said.metadata,
      error: said.error,
    }
  }
}
