import { timestamp } from './clock.ts'
import { emit } from './emit.ts'
import type { FetchCache } from './fetch.ts'
import { harmless } from './harmless.ts'
import { isWritten, type Settings } from './options.ts'
import { type Budget, budgetOf, clip, plain, plainError } from './plain.ts'
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
  /** The cache behind the host's `fetch`. */
  readonly fetchCache?: FetchCache
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

const MESSAGE_LIMIT = 4_000
const WORD_LIMIT = 256
/** Characters of the metadata and the error together; a line that is too long all the same gets less. */
const ROOM = 32_000
/** Bytes of UTF-8. Longer lines may be split on their way to CloudWatch. */
export const LINE_LIMIT = 60_000

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
    const { traceId, w3cTraceId, xrayTraceId, links } = origin ?? {}
    const isForeign = traceId !== undefined && w3cFromTraceId(traceId) === undefined
    const { coldStart } = host
    this.#settings = settings
    this.#origin = origin
    this.#host = host
    this.#once = { coldStart, w3cTraceId: isForeign ? w3cTraceId : undefined, xrayTraceId, links }
  }

  /** Sets who the request is about, on all later records. */
  identify(identity: Identity): void {
    const { redactor } = this.#settings
    const known = { ...this.#identity }
    for (const name of ['jobId', 'tenantId', 'userId'] as const) {
      const value = identity?.[name]
      if (value === undefined || value === null) continue
      known[name] = redactor.member(name, value) ?? word(value, budgetOf(WORD_LIMIT, redactor))
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
    for (let room = ROOM; ; room /= 4) {
      const line = JSON.stringify(this.#compose(span, level, said, room))
      if (fits(line)) return line
    }
  }

  /** The fields in the order of the contract, in which they are read. */
  #compose(span: Span, level: Level, said: Said, room: number): TraceRecord {
    const { service, layer, action = service, redactor } = this.#settings
    const words = budgetOf(Number.POSITIVE_INFINITY, redactor) // the contract's fields are bounded one by one
    const budget = budgetOf(room, redactor)
    const { phase } = said
    const isOuter = phase === 'start' || phase === 'complete'
    const { coldStart, w3cTraceId, xrayTraceId, links } = isOuter ? this.#once : NOTHING
    // The error first: it is what is looked for.
    const error = said.error && plainError(said.error, budget)
    const facts = isOuter ? merged(this.#host.metadata, said.metadata) : said.metadata
    const metadata = facts && (plain(facts, budget) as Metadata)
    return {
      timestamp: timestamp(),
      level,
      message: clip(String(said.message), words, MESSAGE_LIMIT),
      traceId: this.#origin?.traceId,
      spanId: span.id || undefined,
      parentId: span.parentId,
      service,
      layer,
      action: word(said.action, words) ?? action,
      jobId: this.#identity.jobId,
      tenantId: this.#identity.tenantId,
      userId: this.#identity.userId,
      phase,
      hopName: word(said.hopName, words),
      hopResult: word(said.hopResult, words),
      requestId: this.#host.requestId,
      functionName: this.#host.functionName,
      coldStart,
      w3cTraceId,
      xrayTraceId,
      links,
      late: this.ended || undefined,
      truncated: words.cut || budget.cut || undefined,
      duration: said.duration,
      result: said.result,
      metadata,
      error,
    }
  }
}

const NOTHING: Partial<TraceRecord> = {}

function word(value: string | undefined, budget: Budget): string | undefined {
  return value === undefined ? undefined : clip(String(value), budget, WORD_LIMIT)
}

function fits(line: string): boolean {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return line.length * 3 <= LINE_LIMIT || new TextEncoder().encode(line).length <= LINE_LIMIT
}

/** Two sets of metadata in one; where both have a member, the later's counts. */
export function merged(
  first: Metadata | undefined,
  later: Metadata | undefined,
): Metadata | undefined {
  return first === undefined || later === undefined ? (first ?? later) : { ...first, ...later }
}
