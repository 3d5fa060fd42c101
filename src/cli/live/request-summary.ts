import type { RequestRecord } from '../../lines/record.ts'
import { findFailure } from '../trace/failure.ts'
import { beginOf } from '../trace/step-times.ts'

/** What the list of requests shows of one. */
export interface RequestSummary {
  readonly traceId: string
  /** Milliseconds since 1970. */
  readonly begin: number
  readonly action: string
  readonly method: string
  readonly path: string
  /** The status that the outermost request was answered with. */
  readonly status: number | undefined
  /** Milliseconds. `undefined` while it runs. */
  readonly duration: number | undefined
  /** Whether a request of the trace has not ended. */
  readonly isRunning: boolean
  /** How the outermost request ended. */
  readonly level: 'info' | 'warn' | 'error'
  readonly hasColdStart: boolean
  readonly services: readonly string[]
  readonly userId: string | undefined
  readonly tenantId: string | undefined
  /** The code and the message of why a request failed, or else of an expectation that a test had of it. */
  readonly error: string | undefined
  /** What a search for text looks at, in small letters: names of steps, lines, ids and errors. */
  readonly text: string
}

const MAX_TEXT = 2_000
const MAX_SERVICES = 20
const MAX_NAME = 300
/** The longest path that a summary has whole. */
export const MAX_PATH = 2_000
const MAX_RUNNING = 10_000
/** As many as there are records of a trace. */
const MAX_ENDED = 2_000

/** Sums up the requests of one trace, record by record. */
export class SummaryBuilder {
  readonly #traceId: string
  readonly #running = new Set<string>()
  /** Endings come before their starts if several logs are read, and starts come twice. */
  readonly #ended = new Set<string>()
  readonly #services = new Set<string>()
  #first: RequestRecord | undefined
  /** The start of the outermost request. A log may begin within it. */
  #start: RequestRecord | undefined
  #ending: RequestRecord | undefined
  #userId: string | undefined
  #tenantId: string | undefined
  #hasError = false
  /** The first error that is no step's: what a test expected. */
  #noted: RequestRecord['error']
  #hasColdStart = false
  #text = ''

  constructor(traceId: string) {
    this.#traceId = traceId
    this.#note(traceId)
  }

  get isRunning(): boolean {
    return this.#running.size > 0
  }

  add(record: RequestRecord): void {
    const { phase, error } = record
    this.#first ??= record
    if (phase === 'start') this.#begin(record)
    if (phase === 'complete') this.#end(record)
    if (this.#services.size < MAX_SERVICES) this.#services.add(cut(record.service, MAX_NAME))
    this.#userId = record.userId === undefined ? this.#userId : cut(record.userId, MAX_NAME)
    this.#tenantId = record.tenantId === undefined ? this.#tenantId : cut(record.tenantId, MAX_NAME)
    this.#hasColdStart ||= record.coldStart === true
    if (error) this.#hasError = true
    if (phase === 'log') this.#noted ??= error
    this.#note(record.hopName ?? record.action, record.jobId, record.userId, record.tenantId)
    this.#note(phase === 'log' ? record.message : undefined, error?.message)
  }

  /** @param records returns the records of the trace, to find out why it failed */
  build(records: () => readonly RequestRecord[]): RequestSummary {
    const ending = this.#ending
    const first = this.#start ?? ending ?? this.#first
    const { method, path, statusCode } = { ...first?.metadata, ...ending?.metadata }
    const begin = first ? beginOf(first) : 0
    return {
      traceId: this.#traceId,
      begin,
      action: cut(ending?.action ?? first?.action ?? '', MAX_NAME),
      method: cut(asText(method), MAX_NAME),
      path: cut(asText(path), MAX_PATH),
      status: typeof statusCode === 'number' ? statusCode : undefined,
      duration: ending?.duration,
      isRunning: this.isRunning,
      level: levelOf(ending),
      hasColdStart: this.#hasColdStart,
      services: [...this.#services],
      userId: this.#userId,
      tenantId: this.#tenantId,
      error: this.#hasError ? this.#describeError(records()) : undefined,
      text: `${this.#text} ${[...this.#services].join(' ')} ${cut(asText(path), MAX_PATH)}`.toLowerCase(),
    }
  }

  #describeError(records: readonly RequestRecord[]): string | undefined {
    const failure = findFailure(records)
    const { code, message } = failure?.line?.error ?? failure?.step.error ?? this.#noted ?? {}
    return cut([code, message].filter(Boolean).join(': '), MAX_NAME) || undefined
  }

  #begin(record: RequestRecord): void {
    const { spanId } = record
    if (!this.#ended.has(spanId) && this.#running.size < MAX_RUNNING) this.#running.add(spanId)
    if (!this.#isOutermost(record)) return
    this.#start = record
    if (this.#ending?.spanId !== spanId) this.#ending = undefined
  }

  #end(record: RequestRecord): void {
    const { spanId } = record
    this.#running.delete(spanId)
    if (this.#ended.size < MAX_ENDED) this.#ended.add(spanId)
    if (!this.#isOutermost(record)) return
    this.#ending = record
    if (this.#start?.spanId !== spanId) this.#start = undefined
  }

  /** Whether a start or an ending is of the outermost request, as far as that is known. */
  #isOutermost(record: RequestRecord): boolean {
    const isRootEnding = this.#ending !== undefined && this.#ending.parentId === undefined
    const known = this.#start ?? (isRootEnding ? this.#ending : undefined)
    return known === undefined || known.spanId === record.spanId || isAround(record, known)
  }

  #note(...texts: (string | undefined)[]): void {
    for (const text of texts) {
      if (!text || this.#text.length + text.length > MAX_TEXT || this.#text.includes(text)) continue
      this.#text += `${text} `
    }
  }
}

/** Whether a request that nothing called comes after one that it called: several logs, or clocks that differ. */
function isAround({ parentId }: RequestRecord, inner: RequestRecord): boolean {
  return parentId === undefined && inner.parentId !== undefined
}

/** Cuts a text: a page holds the summaries of 10,000 requests. */
function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`.toWellFormed()
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function levelOf(ending: RequestRecord | undefined): RequestSummary['level'] {
  return ending?.level === 'error' || ending?.level === 'warn' ? ending.level : 'info'
}
