import { timestamp } from './clock.ts'
import { emit } from './emit.ts'
import { harmless } from './harmless.ts'
import { toJson } from './json.ts'
import { fits, rawMember, textMember } from './line.ts'
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

const TEXT_LIMIT = 4_000
const IDENTITY_LIMIT = 256
const METADATA_ROOM = 24_000
const ERROR_ROOM = 16_000

/**
 * Writes the records of one request. The members of the contract are put together as JSON in their
 * order, and what is the same on all records of the request is made once.
 */
export class RecordWriter {
  /** Set once the ending is written; records after it are `late`. */
  ended = false
  readonly #settings: Settings
  readonly #metadata: Metadata | undefined
  readonly #trace: string
  readonly #where: string
  readonly #action: string
  readonly #host: string
  /** What only the start and the ending say. */
  readonly #once: string
  #identity = ''
  #known: Identity = {}

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    const { service, layer, action = service } = settings
    const traceId = origin?.traceId
    const isForeign = traceId !== undefined && w3cFromTraceId(traceId) === undefined
    this.#settings = settings
    this.#metadata = host.metadata
    this.#trace = textMember('traceId', traceId)
    this.#where = textMember('service', service) + textMember('layer', layer)
    this.#action = textMember('action', action)
    this.#host =
      textMember('requestId', host.requestId) + textMember('functionName', host.functionName)
    this.#once =
      rawMember('coldStart', host.coldStart) +
      textMember('w3cTraceId', isForeign ? origin?.w3cTraceId : undefined) +
      textMember('xrayTraceId', origin?.xrayTraceId) +
      rawMember('links', origin?.links && JSON.stringify(origin.links))
  }

  /** Sets who the request is about, on all later records. */
  identify(identity: Identity): void {
    const known: Record<string, string | undefined> = { ...this.#known }
    for (const name of ['jobId', 'tenantId', 'userId'] as const) {
      const value: unknown = identity?.[name]
      if (value === undefined || value === null) continue
      known[name] = this.#settings.redactor.text(String(value).slice(0, IDENTITY_LIMIT))
    }
    this.#known = known
    const { jobId, tenantId, userId } = this.#known
    this.#identity =
      textMember('jobId', jobId) + textMember('tenantId', tenantId) + textMember('userId', userId)
  }

  /** Writes one record. Never throws: a record that can't be written is counted and reported. */
  write(span: Span, level: Level, said: Said): void {
    if (!isWritten(level, this.#settings)) return
    harmless(() => emit(this.#fitted(span, level, said), this.#settings.format))
  }

  /** The line, with as much of the metadata and the error as fits. */
  #fitted(span: Span, level: Level, said: Said): string {
    let line = this.#line(span, level, said, 1)
    for (let share = 4; !fits(line); share *= 4) line = this.#line(span, level, said, share)
    return line
  }

  #line(span: Span, level: Level, said: Said, share: number): string {
    const { phase } = said
    const { redactor } = this.#settings
    const once = phase === 'start' || phase === 'complete'
    const facts = once ? merged(this.#metadata, said.metadata) : said.metadata
    const metadata = facts && toJson(facts, redactor, METADATA_ROOM / share)
    const error = said.error && toJson(said.error, redactor, ERROR_ROOM / share)
    return `{"timestamp":"${timestamp()}","level":"${level}"${[
      this.#member('message', said.message),
      this.#trace,
      textMember('spanId', span.id || undefined),
      textMember('parentId', span.parentId),
      this.#where,
      said.action === undefined ? this.#action : this.#member('action', said.action),
      this.#identity,
      textMember('phase', phase),
      this.#member('hopName', said.hopName),
      this.#member('hopResult', said.hopResult),
      this.#host,
      once ? this.#once : '',
      this.ended ? ',"late":true' : '',
      metadata?.cut || error?.cut ? ',"truncated":true' : '',
      rawMember('duration', said.duration),
      textMember('result', said.result),
      rawMember('metadata', metadata?.text),
      rawMember('error', error?.text),
    ].join('')}}`
  }

  #member(name: string, value: string | undefined): string {
    if (value === undefined) return ''
    return textMember(name, this.#settings.redactor.text(String(value).slice(0, TEXT_LIMIT)))
  }
}

/** Two sets of metadata in one; where both have a member, the later's counts. */
export function merged(
  first: Metadata | undefined,
  later: Metadata | undefined,
): Metadata | undefined {
  return first === undefined || later === undefined ? (first ?? later) : { ...first, ...later }
}
