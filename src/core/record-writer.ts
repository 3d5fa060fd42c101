import { timestamp } from './clock.ts'
import { emit } from './emit.ts'
import { harmless } from './harmless.ts'
import { isWritten, type Settings } from './options.ts'
import { type Budget, budgetOf, plain } from './plain.ts'
import type { Origin } from './propagation/inbound.ts'
import { w3cFromTraceId } from './propagation/trace-id.ts'
import type { ErrorRecord, Identity, Level, Metadata, TraceRecord } from './record.ts'
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

const TEXT_LIMIT = 4_000
const IDENTITY_LIMIT = 256
/** A line's length: at most 60,000 bytes of UTF-8. Longer ones may be split on their way to CloudWatch. */
const LINE_LIMIT = 20_000

/** Writes the records of one request: adds what is the same on all of them. */
export class RecordWriter {
  /** Set once the ending is written; records after it are `late`. */
  ended = false
  readonly #settings: Settings
  readonly #origin: Origin | undefined
  readonly #host: Host
  /** What only the start and the ending say. */
  readonly #once: Partial<TraceRecord>
  #identity: Identity = {}

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    const { traceId, w3cTraceId, links } = origin ?? {}
    const isForeign = traceId !== undefined && w3cFromTraceId(traceId) === undefined
    const { coldStart } = host
    this.#settings = settings
    this.#origin = origin
    this.#host = host
    this.#once = { coldStart, w3cTraceId: isForeign ? w3cTraceId : undefined, links }
  }

  /** Sets who the request is about, on all later records. */
  identify(identity: Identity): void {
    const known = { ...this.#identity }
    for (const name of ['jobId', 'tenantId', 'userId'] as const) {
      known[name] = text(identity?.[name] ?? known[name], IDENTITY_LIMIT)
    }
    this.#identity = known
  }

  /** Writes one record. Never throws: a record that can't be written is counted and reported. */
  write(span: Span, level: Level, said: Said): void {
    if (!isWritten(level, this.#settings)) return
    harmless(() => emit(this.#line(span, level, said), this.#settings.format))
  }

  /** The line, with as much of the metadata and the error as fits. */
  #line(span: Span, level: Level, said: Said): string {
    for (let room = LINE_LIMIT; ; room /= 2) {
      const line = JSON.stringify(this.#compose(span, level, said, budgetOf(room)))
      if (line.length <= LINE_LIMIT) return line
    }
  }

  /** The fields in the order of the contract, in which they are read. */
  #compose(span: Span, level: Level, said: Said, budget: Budget): TraceRecord {
    const { service, layer, action = service } = this.#settings
    const { phase } = said
    const isOuter = phase === 'start' || phase === 'complete'
    const { coldStart, w3cTraceId, links } = isOuter ? this.#once : NOTHING
    // The error first: it is what is looked for.
    const error = said.error && (plain(said.error, budget) as ErrorRecord)
    const facts = isOuter ? merged(this.#host.metadata, said.metadata) : said.metadata
    const metadata = facts && (plain(facts, budget) as Metadata)
    return {
      timestamp: timestamp(),
      level,
      message: text(said.message) ?? '',
      traceId: this.#origin?.traceId,
      spanId: span.id || undefined,
      parentId: span.parentId,
      service,
      layer,
      action: text(said.action) ?? action,
      jobId: this.#identity.jobId,
      tenantId: this.#identity.tenantId,
      userId: this.#identity.userId,
      phase,
      hopName: text(said.hopName),
      hopResult: text(said.hopResult),
      requestId: this.#host.requestId,
      functionName: this.#host.functionName,
      coldStart,
      w3cTraceId,
      links,
      late: this.ended || undefined,
      truncated: budget.cut || undefined,
      duration: said.duration,
      result: said.result,
      metadata,
      error,
    }
  }
}

const NOTHING: Partial<TraceRecord> = {}

function text(value: string | undefined, limit: number = TEXT_LIMIT): string | undefined {
  return value === undefined ? undefined : String(value).slice(0, limit)
}

/** Two sets of metadata in one; where both have a member, the later's counts. */
export function merged(
  first: Metadata | undefined,
  later: Metadata | undefined,
): Metadata | undefined {
  return first === undefined || later === undefined ? (first ?? later) : { ...first, ...later }
}
