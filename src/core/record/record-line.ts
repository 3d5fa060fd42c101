import { textOf } from '../lib/to-text.ts'
import type { Settings } from '../options.ts'
import { timestamp } from '../platform/clock.ts'
import type { Origin } from '../propagation/inbound.ts'
import type { Identity, Level, Metadata, TraceRecord } from '../record.ts'
import type { Masker } from '../redact/redactor.ts'
import type { Span } from '../span.ts'
import type { RequestTrace } from '../trace/request-trace.ts'
import type { FetchCache } from '../trace/traced-fetch.ts'
import { type Budget, budgetOf } from './budget.ts'
import { jsonError, jsonOf } from './json.ts'
import { jsonText, WORD_LIMIT } from './json-text.ts'
import { field, json, LEVEL, PHASE, word } from './line-fields.ts'
import { merged, shortened } from './metadata.ts'

/** What the host knows about the request, on every record of it. */
export interface Host {
  readonly requestId?: string | undefined
  readonly functionName?: string | undefined
  readonly coldStart?: boolean | undefined
  /** On the start and the ending. */
  readonly metadata?: Metadata | undefined
  /** The metadata of the ending: this, and what the host measures then. */
  readonly measured?: ((metadata: Metadata | undefined) => Metadata) | undefined
  /** How many services a trace may have passed before it is taken for a loop. */
  readonly maxHops?: number | undefined
  /** Whether it is handled within another request, which counts for it. */
  readonly isPartOfRequest?: boolean | undefined
  /** The request that it is handled within, and that may answer for it. */
  readonly outer?: RequestTrace | undefined
  /** Whether no ending may come in this process, so that nothing can wait for it. */
  readonly mayNotEnd?: boolean | undefined
  /** The cache behind the host's `fetch`. */
  readonly fetchCache?: FetchCache
  /** The request's span, where it must be the same in several processes. */
  readonly spanId?: string | undefined
  /** The `X-Amzn-Trace-Id` of the segment that the host itself writes of the request. */
  readonly segment?: string | undefined
}

/** What a record says beyond whose it is. */
export interface Said
  extends Pick<
    TraceRecord,
    | 'message'
    | 'phase'
    | 'hopName'
    | 'hopResult'
    | 'duration'
    | 'result'
    | 'metadata'
    | 'error'
    | 'late'
    | 'Timeouts'
  > {
  /** A call's own; else the request's is written. */
  readonly action?: string | undefined
  /** More fields, as they stand in the line: metrics. */
  readonly fields?: string | undefined
  /** How many business metrics are among them. */
  readonly metrics?: number
  /** Whether a record says only what queries and metrics need. */
  readonly isShort?: boolean
}

const MESSAGE_LIMIT = 4_000
const IDENTITY_LIMIT = 1_024
/** Characters of the metadata and the error together; a line that is too long all the same gets less. */
const ROOM = 32_000
/** With less than this, a line has only the contract's own fields. */
const LEAST_ROOM = 500
/** Bytes of UTF-8. Longer lines may be split on their way to CloudWatch. */
export const LINE_LIMIT = 60_000

/**
 * Makes the lines of one request. What is the same on several of them is made into JSON once: a line
 * is put together from parts, which takes half the time of an object and `JSON.stringify`.
 */
export class RecordLines {
  readonly #settings: Settings
  readonly #host: Host
  readonly #trace: string
  readonly #action: string
  readonly #function: string
  /** What only the start and the ending say. */
  readonly #outer: string
  /** Whether a word that all lines share was cut. */
  #isCut = false
  #jobId = ''
  #tenantId = ''
  #userId = ''
  #identity = ''

  constructor(settings: Settings, origin: Origin | undefined, host: Host) {
    const { action = settings.service } = settings
    this.#settings = settings
    this.#host = host
    this.#trace = word(',"traceId":"', origin?.traceId)
    this.#action =
      settings.redactor.word(action) ?? this.#shared(action, WORD_LIMIT, settings.redactor.names)
    this.#function =
      field(',"requestId":', json(host.requestId?.slice(0, WORD_LIMIT))) +
      field(',"functionName":', json(host.functionName?.slice(0, WORD_LIMIT)))
    this.#outer =
      field(',"coldStart":', host.coldStart) +
      word(',"w3cTraceId":"', origin?.isForeign ? origin.w3cTraceId : undefined) +
      word(',"xrayTraceId":"', origin?.xrayTraceId) +
      field(',"links":', json(origin?.links))
  }

  /** Sets who the request is about, on all later records. */
  identify({ jobId, tenantId, userId }: Identity): void {
    this.#jobId = this.#identityField('jobId', jobId) ?? this.#jobId
    this.#tenantId = this.#identityField('tenantId', tenantId) ?? this.#tenantId
    this.#userId = this.#identityField('userId', userId) ?? this.#userId
    this.#identity = this.#jobId + this.#tenantId + this.#userId
  }

  /** The line, with as much of the metadata and the error as fits. */
  lineOf(span: Span, level: Level, said: Said): string {
    for (let room = ROOM; room >= LEAST_ROOM; room /= 4) {
      const line = this.#compose(span, level, said, budgetOf(room, this.#settings.redactor))
      if (fits(line)) return line
    }
    return this.#compose(span, level, said, budgetOf(0, this.#settings.redactor))
  }

  /** The metadata of the start or the ending, with what the host knows. */
  metadataOf({ phase, metadata, isShort }: Said): Metadata | undefined {
    const { metadata: own, measured } = this.#host
    if (isShort) return shortened(merged(own, metadata) ?? {})
    return merged(phase === 'complete' && measured ? measured(own) : own, metadata)
  }

  #identityField(name: keyof Identity, value: string | undefined): string | undefined {
    if (value === undefined || value === null) return undefined
    const { redactor } = this.#settings
    const masked = redactor.member(name, value)
    if (masked !== undefined) return word(`,"${name}":"`, masked)
    return field(`,"${name}":`, this.#shared(textOf(value), IDENTITY_LIMIT))
  }

  /** A text that all later lines share, as JSON. */
  #shared(text: string, limit: number, masker: Masker = this.#settings.redactor): string {
    const budget = budgetOf(0, this.#settings.redactor)
    const json = jsonText(text, budget, limit, masker)
    this.#isCut ||= budget.cut
    return json
  }

  /** The fields in the order of the contract, in which they are read. */
  #compose(span: Span, level: Level, said: Said, budget: Budget): string {
    const { phase, duration, result } = said
    const isOuter = phase === 'start' || phase === 'complete'
    budget.fields -= said.metrics ?? 0
    const facts = isOuter ? this.metadataOf(said) : said.isShort ? undefined : said.metadata
    const message = messageOf(said, budget)
    const action = named(said.action, budget) ?? this.#action
    const hopName = named(said.hopName, budget)
    const hopResult = named(said.hopResult, budget)
    // Of what may be cut, the error comes first: it is what is looked for.
    const error = said.error && jsonError(said.error, budget)
    const metadata = facts && jsonOf(facts, budget)
    return (
      `{"timestamp":"${timestamp()}${LEVEL[level]}${message}${this.#trace}` +
      word(',"spanId":"', span.id || undefined) +
      word(',"parentId":"', span.parentId) +
      `${this.#settings.where}${action}${this.#identity}${PHASE[phase]}` +
      field(',"hopName":', hopName) +
      field(',"hopResult":', hopResult) +
      this.#function +
      (isOuter ? this.#outer : '') +
      field(',"late":', said.late) +
      field(',"truncated":', budget.cut || this.#isCut || undefined) +
      field(',"duration":', duration) +
      word(',"result":"', result) +
      field(',"metadata":', metadata) +
      field(',"error":', error) +
      (said.fields ?? field(',"Timeouts":', said.Timeouts)) +
      '}'
    )
  }
}

/** The engine's own messages are few, the caller's may be any. */
function messageOf({ phase, message }: Said, budget: Budget): string | undefined {
  if (phase !== 'log') return named(message, budget)
  return jsonText(textOf(message), budget, MESSAGE_LIMIT)
}

function named(text: string | undefined, budget: Budget): string | undefined {
  if (text === undefined) return undefined
  const name = textOf(text)
  const { redactor } = budget
  return redactor.word(name) ?? jsonText(name, budget, WORD_LIMIT, redactor.names)
}

function fits(line: string): boolean {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return line.length * 3 <= LINE_LIMIT || new TextEncoder().encode(line).length <= LINE_LIMIT
}
