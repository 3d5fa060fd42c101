import { describeError } from './error.ts'
import type { Redactor } from './redactor-interim.ts'

const DEPTH = 8
const FIELDS = 150
const STRING_LIMIT = 4_000

/** A value as a JSON text, and whether something was cut to fit. */
export interface Json {
  readonly text: string
  readonly cut: boolean
}

/**
 * Writes any value as JSON of at most about `room` characters: redacted, bounded in depth and fields,
 * whatever its getters throw and wherever it points back to itself.
 */
export function toJson(value: unknown, redactor: Redactor, room: number): Json {
  const walk: Walk = { redactor, fields: FIELDS, room, cut: false, path: [] }
  return { text: write(value, walk) ?? 'null', cut: walk.cut }
}

interface Walk {
  readonly redactor: Redactor
  /** What is left of them. */
  fields: number
  room: number
  cut: boolean
  readonly path: object[]
}

/** The JSON of a value; `undefined` for a member that JSON leaves out. */
function write(value: unknown, walk: Walk): string | undefined {
  switch (typeof value) {
    case 'string':
      return writeText(value, walk)
    case 'number':
      return spend(Number.isFinite(value) ? String(value) : `"${value}"`, walk)
    case 'boolean':
      return spend(String(value), walk)
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? spend('null', walk) : writeObject(value, walk)
    case 'function':
      return spend('"[function]"', walk)
    default:
      return writeText(String(value), walk)
  }
}

function writeText(value: string, walk: Walk): string {
  const limit = Math.min(STRING_LIMIT, walk.room)
  if (value.length <= limit) return spend(JSON.stringify(walk.redactor.text(value)), walk)
  walk.cut = true
  // Redacted before it is cut: half of a secret is no longer recognised as one.
  const redacted = walk.redactor.text(value.slice(0, limit + SECRET_LENGTH))
  return spend(JSON.stringify(`${redacted.slice(0, limit)}…`), walk)
}

const SECRET_LENGTH = 4_000

function spend(text: string, walk: Walk): string {
  walk.room = Math.max(0, walk.room - text.length)
  return text
}

function writeObject(value: object, walk: Walk): string | undefined {
  if (walk.path.includes(value)) return '"[circular]"'
  if (walk.path.length === DEPTH) {
    walk.cut = true
    return '"[deep]"'
  }
  walk.path.push(value)
  try {
    return writeKnown(value, walk)
  } catch {
    return '"[unreadable]"' // a revoked Proxy, or a toJSON that throws
  } finally {
    walk.path.pop()
  }
}

function writeKnown(value: object, walk: Walk): string | undefined {
  if (Array.isArray(value) || value instanceof Set) return writeList(value, walk)
  if (value instanceof Map || value instanceof Headers) return writeMembers(value, walk)
  if (value instanceof Error) return writeMembers(Object.entries(describeError(value)), walk)
  if (value instanceof URL) return writeText(value.href, walk)
  if (ArrayBuffer.isView(value)) return spend(`"[${value.byteLength} bytes]"`, walk)
  if (value instanceof Date && Number.isNaN(value.getTime())) return '"Invalid Date"'
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return write(toJSON.call(value), walk)
  return writeMembers(membersOf(value), walk)
}

function* membersOf(value: object): Iterable<[string, unknown]> {
  for (const name of Object.keys(value)) yield [name, memberOf(value, name)]
}

function memberOf(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return '[unreadable]' // a getter that throws must not take its neighbours along
  }
}

function writeList(list: Iterable<unknown>, walk: Walk): string {
  const items: string[] = []
  for (const item of list) {
    if (!takesField(walk)) break
    items.push(write(item, walk) ?? 'null')
  }
  return `[${items.join(',')}]`
}

function writeMembers(members: Iterable<[unknown, unknown]>, walk: Walk): string {
  const written: string[] = []
  for (const [key, value] of members) {
    if (!takesField(walk)) break
    const name = String(key)
    const text = walk.redactor.member(name, value)
    const json = text === undefined ? write(value, walk) : spend(JSON.stringify(text), walk)
    if (json !== undefined) written.push(`${writeText(name, walk)}:${json}`)
  }
  return `{${written.join(',')}}`
}

function takesField(walk: Walk): boolean {
  if (walk.fields > 0 && walk.room > 0) {
    walk.fields -= 1
    return true
  }
  walk.cut = true
  return false
}
