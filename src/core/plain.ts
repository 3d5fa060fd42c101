import { describeError } from './error.ts'
import type { CauseRecord, ErrorRecord } from './record.ts'
import type { Redactor } from './redact/redactor.ts'

const DEPTH = 8
const FIELDS = 120
const STRING_LIMIT = 8_000
/** What of a longer string is looked at for secrets, beyond what of it is kept. */
const MARGIN = 2_000
const SHORTEST_CARD = 1e12
/** Too short for a secret, and no e-mail address. */
const HARMLESS_NAME = /^[A-Za-z]\w{0,14}$/

/** What a copy may still hold, whether something was cut to fit, and who keeps secrets out of it. */
export interface Budget {
  /** Characters of text. */
  room: number
  fields: number
  cut: boolean
  readonly redactor: Redactor
}

/** A budget for about `room` characters of text. */
export function budgetOf(room: number, redactor: Redactor): Budget {
  return { room, fields: FIELDS, cut: false, redactor }
}

/**
 * Copies any value into one that JSON can hold, within a budget and without secrets: whatever its
 * getters throw, and wherever it points back to itself.
 */
export function plain(value: unknown, budget: Budget, path: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return clip(value, budget)
    case 'number':
      return plainNumber(value, budget)
    case 'boolean':
    case 'undefined':
      return value
    case 'object':
      return value === null ? null : copyObject(value, budget, path)
    case 'function':
      return '[function]'
    default:
      return clip(String(value), budget)
  }
}

/** A copy of what is said of an error, whose members are the record's own: only their values may be secret. */
export function plainError<T extends ErrorRecord | CauseRecord>(error: T, budget: Budget): T {
  const copy: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(error)) {
    const isText = typeof value === 'string'
    copy[name] = isText ? clip(value, budget) : value && plainError(value as CauseRecord, budget)
  }
  return copy as unknown as T
}

function plainNumber(value: number, budget: Budget): unknown {
  if (value < SHORTEST_CARD) return value
  const text = String(value) // also of NaN and Infinity, which JSON can't hold
  const safe = budget.redactor.text(text)
  return safe === text && Number.isFinite(value) ? value : safe
}

function copyObject(value: object, budget: Budget, path: readonly object[]): unknown {
  if (path.includes(value)) return '[circular]'
  if (path.length === DEPTH) {
    budget.cut = true
    return '[deep]'
  }
  try {
    return copyKind(value, budget, [...path, value])
  } catch {
    return '[unreadable]' // a revoked Proxy, or a toJSON that throws
  }
}

function copyKind(value: object, budget: Budget, path: readonly object[]): unknown {
  if (Object.getPrototypeOf(value) === Object.prototype) return copyOwn(value, budget, path)
  if (Array.isArray(value) || value instanceof Set) return copyList(value, budget, path)
  if (value instanceof Map || tagOf(value) === '[object Headers]') {
    return copyMembers(Object.fromEntries(value as Map<string, unknown>), budget, path)
  }
  if (value instanceof Error) return plainError(describeError(value), budget)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'Invalid Date'
  return copyOwn(value, budget, path)
}

function copyOwn(value: object, budget: Budget, path: readonly object[]): unknown {
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return plain(toJSON.call(value), budget, path)
  return copyMembers(value, budget, path)
}

/** A value's class by its tag: naming `Headers` or `Response` would make Node load all of its fetch. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value)
}

function copyList(list: Iterable<unknown>, budget: Budget, path: readonly object[]): unknown[] {
  const copy: unknown[] = []
  for (const item of list) {
    if (!takesField(budget)) break
    copy.push(plain(item, budget, path))
  }
  return copy
}

function copyMembers(value: object, budget: Budget, path: readonly object[]): object {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (!takesField(budget)) break
    const key = HARMLESS_NAME.test(name) ? name : clip(name, budget)
    const given = memberOf(value, name)
    const member = budget.redactor.member(name, given) ?? plain(given, budget, path)
    if (key === '__proto__') Object.defineProperty(copy, key, { value: member, enumerable: true })
    else copy[key] = member
  }
  return copy
}

function memberOf(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return '[unreadable]' // a getter that throws must not take its neighbours along
  }
}

function takesField(budget: Budget): boolean {
  budget.fields -= 1
  if (budget.fields >= 0 && budget.room > 0) return true
  budget.cut = true
  return false
}

/** A text without secrets, as much of it as there is room for. */
export function clip(text: string, budget: Budget, most: number = STRING_LIMIT): string {
  const limit = Math.min(most, budget.room)
  const isLong = text.length > limit + MARGIN
  // Half a secret isn't known by its form: where a text was cut before, its last part is left out.
  const safe = isLong
    ? budget.redactor.text(text.slice(0, limit + MARGIN)).slice(0, -MARGIN)
    : budget.redactor.text(text)
  budget.room -= Math.min(safe.length, limit)
  if (safe.length <= limit && !isLong) return safe
  budget.cut = true
  return `${safe.slice(0, limit)}…`
}
