import type { Fields } from './wrapped.ts'
import { fieldsOf } from './wrapped.ts'

/** What an id names. */
export type IdKind = 'trace' | 'request' | 'span' | 'job' | 'tenant' | 'user' | 'digest'

/** An id that an event has. */
export interface EventId {
  readonly kind: IdKind
  readonly value: string
}

/** The names that loggers give ids, in lower case without separators. */
const KINDS: ReadonlyMap<string, IdKind> = new Map<string, IdKind>([
  ['traceid', 'trace'],
  ['xtraceid', 'trace'],
  ['w3ctraceid', 'trace'],
  ['oteltraceid', 'trace'],
  ['xraytraceid', 'trace'],
  ['correlationid', 'trace'],
  ['xcorrelationid', 'trace'],
  ['xamzntraceid', 'trace'],
  ['traceparent', 'trace'],
  ['links', 'trace'],
  ['requestid', 'request'],
  ['functionrequestid', 'request'],
  ['awsrequestid', 'request'],
  ['lambdarequestid', 'request'],
  ['integrationrequestid', 'request'],
  ['extendedrequestid', 'request'],
  ['xrequestid', 'request'],
  ['faasinvocationid', 'request'],
  ['faasexecution', 'request'],
  ['spanid', 'span'],
  ['parentid', 'span'],
  ['parentspanid', 'span'],
  ['jobid', 'job'],
  ['tenantid', 'tenant'],
  ['userid', 'user'],
  ['digest', 'digest'],
])

/** What stands for no id. A console writes `undefined` outside of an invocation. */
const NO_ID = new Set(['', '-', 'undefined', 'null', 'none', 'N/A'])
const MAX_LENGTH = 1024
const MAX_DEPTH = 4
const MAX_MEMBERS = 1_000

/** Returns the ids in an object, by the names of its members and of those within them. */
export function idsIn(value: Fields): EventId[] {
  const ids: EventId[] = []
  let level: (readonly [string, unknown])[] = Object.entries(value)
  let members = 0
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const deeper: (readonly [string, unknown])[] = []
    for (const [name, member] of level) {
      members += 1
      if (members > MAX_MEMBERS) return ids
      ids.push(...idsOf(name, member))
      const fields = fieldsOf(member)
      if (fields !== undefined && !Array.isArray(member)) deeper.push(...Object.entries(fields))
    }
    level = deeper
  }
  return ids
}

/** Returns what the id under a name is, such as `x-trace-id` or `function_request_id`. */
export function kindOf(name: string): IdKind | undefined {
  return KINDS.get(name.replace(/[^A-Za-z\d]/g, '').toLowerCase())
}

function idsOf(name: string, member: unknown): EventId[] {
  const kind = kindOf(name)
  if (kind === undefined) return []
  return [member].flat().flatMap((value) => {
    const text = typeof value === 'number' ? String(value) : value
    return isId(text) ? [{ kind, value: text }] : []
  })
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && !NO_ID.has(value)
}

const UUID = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`
const IN_TEXT =
  /(?<![\w-])(?:(req_[\w-]{1,124})|(1-[\da-f]{8}-[\da-f]{24})|00-([\da-f]{32})-[\da-f]{16}-[\da-f]{2})(?![\w-])/g
const SHAPES: readonly RegExp[] = [
  new RegExp(`^(?:req_)?(${UUID})$`, 'i'),
  /^([\da-f]{32})$/i,
  /^1-([\da-f]{8}-[\da-f]{24})$/i,
  /^00-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/i,
  /(?:^|;)\s*Root=1-([\da-f]{8}-[\da-f]{24})(?:;|$)/i,
]

/** Returns the ids of traces in a text for people. */
export function idsInText(text: string): EventId[] {
  return Array.from(text.matchAll(IN_TEXT), ([id]) => ({ kind: 'trace', value: id }))
}

/**
 * Returns what two spellings of one id have in common: 32 hex digits of a UUID, of W3C's and of X-Ray's
 * spelling, also within a header. Any other id is its own key.
 */
export function keyOf(id: string): string {
  for (const shape of SHAPES) {
    const [, digits] = shape.exec(id) ?? []
    if (digits !== undefined) return digits.replaceAll('-', '').toLowerCase()
  }
  return id
}
