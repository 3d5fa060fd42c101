import { toText } from '../lib/to-text.ts'
import { timestamp } from '../platform/clock.ts'
import type { TraceLink } from '../propagation/trace-link.ts'
import {
  type Identity,
  type Level,
  type Metadata,
  NAME_LIMIT,
  type RequestFacts,
} from '../record.ts'
import type { Masker } from '../redact/redactor.ts'
import type { Span } from '../span.ts'
import { addAttributes, withAttributes } from './attributes.ts'
import { type Budget, budgetOf } from './budget.ts'
import type { RecordDraft } from './draft.ts'
import { jsonError, jsonOf } from './json.ts'
import { jsonText } from './json-text.ts'
import {
  field,
  hopFields,
  LEVEL,
  messageJson,
  nameJson,
  PHASE,
  spanFields,
  word,
} from './line-fields.ts'
import { merged, shortened } from './metadata.ts'
import type { RecordSource } from './record-source.ts'

/** Bytes of UTF-8. Longer lines may be split on their way to CloudWatch. */
export const LINE_LIMIT = 60_000
/** Bytes of UTF-8 that a UTF-16 unit takes at most. */
const MAX_BYTES = 3

/**
 * Makes the lines of one request. Parts that several lines share become JSON once: a line that is
 * put together from parts takes half the time of an object and `JSON.stringify`.
 */
export class RecordLines {
  readonly #source: RecordSource
  readonly #traceId: string
  /** What the request does, as it was given. */
  action = ''
  /** Whether the user's code has said it, by the option or by `set`. */
  hasOwnAction: boolean
  #actionJson = ''
  readonly #lambdaFields: string
  /** Only on the start and the ending. */
  readonly #requestFields: string
  /** Whether a name that all lines share was cut. */
  #isCut = false
  #jobId = ''
  #tenantId = ''
  #userId = ''
  #identity = ''
  #attributes: Metadata | undefined
  #hasCutAttributes = false

  constructor(source: RecordSource) {
    const { settings, traceContext, host } = source
    this.#source = source
    this.#traceId = word(',"traceId":"', traceContext?.traceId)
    this.hasOwnAction = settings.action !== undefined
    this.setAction(settings.action ?? host.action ?? settings.service)
    this.#lambdaFields =
      field(',"requestId":', JSON.stringify(host.requestId?.slice(0, NAME_LIMIT))) +
      field(',"functionName":', JSON.stringify(host.functionName?.slice(0, NAME_LIMIT)))
    this.#requestFields =
      settings.versionJson +
      settings.stageJson +
      field(',"coldStart":', host.coldStart) +
      word(',"w3cTraceId":"', traceContext?.isForeign ? traceContext.w3cTraceId : undefined) +
      word(',"xrayTraceId":"', traceContext?.xrayTraceId) +
      field(',"links":', traceContext?.links && idsJson(traceContext.links))
  }

  /** Sets what the request does, on all later records. */
  setAction(action: string): void {
    const { redactor } = this.#source.settings
    this.action = action
    this.#actionJson =
      redactor.plainJson(action) ?? this.#sharedJson(action, NAME_LIMIT, redactor.names)
  }

  /** Sets who the request is about and what it does, on all later records. */
  identify({ action, jobId, tenantId, userId }: RequestFacts): void {
    if (action) {
      this.setAction(toText(action))
      this.hasOwnAction = true
    }
    this.#jobId = this.#identityField('jobId', jobId) ?? this.#jobId
    this.#tenantId = this.#identityField('tenantId', tenantId) ?? this.#tenantId
    this.#userId = this.#identityField('userId', userId) ?? this.#userId
    this.#identity = this.#jobId + this.#tenantId + this.#userId
  }

  /** Adds attributes of the request, which its ending has. */
  addAttributes(later: Metadata): void {
    const { redactor } = this.#source.settings
    const [attributes, isCut] = addAttributes(this.#attributes, later, redactor)
    this.#attributes = attributes
    this.#hasCutAttributes ||= isCut
  }

  /** Returns the line of a record, with as much of its metadata and error as fits. */
  lineOf(span: Span, level: Level, given: RecordDraft): string {
    // Characters for the metadata and the error together. A line that is still too long is made again with less.
    const maxRoom = 32_000
    // With less than this, a line has only the contract's own fields.
    const minRoom = 500
    const { redactor } = this.#source.settings
    const metadata = this.metadataOf(given)
    const draft = metadata === given.metadata ? given : { ...given, metadata }
    for (let room = maxRoom; ; room = room > minRoom ? room / 4 : 0) {
      const line = this.#compose(span, level, draft, budgetOf(room, redactor))
      if (room === 0 || line.length * MAX_BYTES <= LINE_LIMIT || fits(line)) return line
    }
  }

  /** Returns the metadata of a record: of a start or an ending, with what the host knows. */
  metadataOf(draft: RecordDraft): Metadata | undefined {
    const { phase, metadata, isShort, attributes } = draft
    if (!isOfRequest(draft)) return isShort ? undefined : metadata
    const { metadata: own, addMeasurements } = this.#source.host
    if (phase === 'start') return merged(own, metadata)
    const known = isShort
      ? shortened(own, metadata)
      : merged(addMeasurements ? addMeasurements(own) : own, metadata)
    return withAttributes(known, this.#attributes, attributes)
  }

  #identityField(name: keyof Identity, value: string | undefined): string | undefined {
    const identityLimit = 1_024
    if (value === undefined || value === null) return undefined
    const masked = this.#source.settings.redactor.maskedValue(name, value)
    if (masked !== undefined) return word(`,"${name}":"`, masked)
    return field(`,"${name}":`, this.#sharedJson(toText(value), identityLimit))
  }

  /** Returns a text that all later lines share, as JSON. */
  #sharedJson(
    text: string,
    limit: number,
    masker: Masker = this.#source.settings.redactor,
  ): string {
    const budget = budgetOf(0, this.#source.settings.redactor)
    const json = jsonText(text, budget, limit, masker)
    this.#isCut ||= budget.cut
    return json
  }

  #isTruncated({ phase }: RecordDraft, { cut }: Budget): boolean {
    return cut || this.#isCut || (phase === 'complete' && this.#hasCutAttributes)
  }

  /** Puts a line together, the fields in the order of `RECORD_FIELDS`. */
  #compose(span: Span, level: Level, draft: RecordDraft, budget: Budget): string {
    // Taken before the work below: a step ended when its record was begun.
    const writtenAt = timestamp()
    const { phase, duration, result, metadata } = draft
    budget.fields -= draft.metrics ?? 0
    const message = messageJson(draft, budget)
    const action = nameJson(draft.action, budget) ?? this.#actionJson
    const hop = hopFields(draft, budget)
    // The error takes its room before the metadata does: it is what people look for.
    const error = draft.error && jsonError(draft.error, budget)
    const metadataJson = jsonOf(metadata ?? undefined, budget)
    return (
      `{"timestamp":"${writtenAt}${LEVEL[level]}${message}${this.#traceId}${spanFields(span)}` +
      `${this.#source.settings.serviceFieldsJson}${action}${this.#identity}${PHASE[phase]}${hop}` +
      this.#lambdaFields +
      (isOfRequest(draft) ? this.#requestFields : '') +
      (draft.late ? ',"late":true' : '') +
      (this.#isTruncated(draft, budget) ? ',"truncated":true' : '') +
      (duration === undefined ? '' : `,"duration":${duration}`) +
      (result === undefined ? '' : `,"result":"${result}"`) +
      (metadataJson === undefined ? '' : `,"metadata":${metadataJson}`) +
      (error === undefined ? '' : `,"error":${error}`) +
      (draft.fields ?? field(',"Timeouts":', draft.Timeouts)) +
      '}'
    )
  }
}

function idsJson(links: readonly TraceLink[]): string {
  return JSON.stringify([...new Set(links.map(({ traceId }) => traceId))])
}

/** Whether a record is a start or an ending. */
function isOfRequest({ phase }: RecordDraft): boolean {
  return phase === 'start' || phase === 'complete'
}

function fits(line: string): boolean {
  return new TextEncoder().encode(line).length <= LINE_LIMIT
}
