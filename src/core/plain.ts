import { describeError } from './error.ts'

const DEPTH = 8
const FIELDS = 150
const STRING_LIMIT = 8_000

/** What a copy may still hold, and whether something was cut to fit. */
export interface Budget {
  /** Characters of text. */
  room: number
  fields: number
  cut: boolean
}

/** A budget for about `room` characters of text. */
export function budgetOf(room: number): Budget {
  return { room, fields: FIELDS, cut: false }
}

/**
 * Copies any value into one that JSON can hold, within a budget: whatever its getters throw, and
 * wherever it points back to itself.
 */
export function plain(value: unknown, budget: Budget, path: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return clip(value, budget)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
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
  if (value instanceof Error) return copyMembers(describeError(value), budget, path)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  return copyOwn(value, budget, path)
}

function copyOwn(value: object, budget: Budget, path: readonly object[]): unknown {
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return plain(toJSON.call(value), budget, path)
  return copyMembers(value, budget, path)
}

/** A value's class by its tag: naming `Headers` or `Response` would make Node load all of its fetch. */
export function tagOf(value: unknown): string {
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
    const key = clip(name, budget)
    const member = plain(memberOf(value, name), budget, path)
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

function clip(text: string, budget: Budget): string {
  const limit = Math.min(STRING_LIMIT, budget.room)
  budget.room -= Math.min(text.length, limit)
  if (text.length <= limit) return text
  budget.cut = true
  return `${text.slice(0, limit)}…`
}
