import { describeError } from './error.ts'

const DEPTH = 8
const FIELDS = 150
const STRING_LIMIT = 4_000
const TEXT_LIMIT = 24_000

/** A value as JSON can hold it, and whether something was cut to fit. */
export interface Plain {
  readonly value: unknown
  readonly cut: boolean
}

/**
 * Copies any value into one that JSON can hold: bounded in depth, fields and length,
 * whatever its getters throw and wherever it points back to itself.
 */
export function plain(value: unknown): Plain {
  const walk: Walk = { fields: FIELDS, room: TEXT_LIMIT, cut: false, path: [] }
  return { value: copy(value, walk), cut: walk.cut }
}

interface Walk {
  fields: number
  room: number
  cut: boolean
  readonly path: object[]
}

function copy(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return clip(value, walk)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'boolean':
    case 'undefined':
      return value
    case 'object':
      return value === null ? null : copyObject(value, walk)
    case 'function':
      return '[function]'
    default:
      return String(value)
  }
}

function copyObject(value: object, walk: Walk): unknown {
  if (walk.path.includes(value)) return '[circular]'
  if (walk.path.length === DEPTH) return cutTo('[deep]', walk)
  walk.path.push(value)
  try {
    return copyKnown(value, walk)
  } catch {
    return '[unreadable]' // a revoked Proxy, or a getter that throws
  } finally {
    walk.path.pop()
  }
}

function copyKnown(value: object, walk: Walk): unknown {
  if (value instanceof Error) return copyEntries(Object.entries(describeError(value)), walk)
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof URL) return clip(value.href, walk)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return copyList(value, walk)
  if (value instanceof Set) return copyList(value, walk)
  if (value instanceof Map || value instanceof Headers) return copyEntries(value.entries(), walk)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return copy(toJSON.call(value), walk)
  return copyEntries(members(value), walk)
}

function* members(value: object): Iterable<[string, unknown]> {
  for (const key of Object.keys(value)) yield [key, memberOf(value, key)]
}

function memberOf(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return '[unreadable]' // a getter that throws must not take its neighbours along
  }
}

function copyList(list: Iterable<unknown>, walk: Walk): unknown[] {
  const result: unknown[] = []
  for (const item of list) {
    if (!takesField(walk)) break
    result.push(copy(item, walk))
  }
  return result
}

function copyEntries(entries: Iterable<[unknown, unknown]>, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null)
  for (const [key, item] of entries) {
    if (!takesField(walk)) break
    result[clip(String(key), walk)] = copy(item, walk)
  }
  return result
}

function takesField(walk: Walk): boolean {
  if (walk.fields === 0) {
    walk.cut = true
    return false
  }
  walk.fields -= 1
  return true
}

function clip(text: string, walk: Walk): string {
  const limit = Math.min(STRING_LIMIT, walk.room)
  walk.room -= Math.min(text.length, limit)
  return text.length > limit ? cutTo(`${text.slice(0, limit)}…`, walk) : text
}

function cutTo(text: string, walk: Walk): string {
  walk.cut = true
  return text
}
