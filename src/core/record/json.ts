import { classTag } from '../lib/class-tag.ts'
import { safeGetShown } from '../lib/safe-get.ts'
import { toText } from '../lib/to-text.ts'
import { describeError } from '../outcome/describe-error.ts'
import { type CauseRecord, NAME_LIMIT } from '../record.ts'
import { type Budget, takesField } from './budget.ts'
import { jsonText } from './json-text.ts'

/** The objects that a value is nested in, the innermost first. */
interface Path {
  readonly object: object
  readonly depth: number
  readonly outer: Path | undefined
}

/**
 * Returns any value as JSON, within a budget and without secrets. Getters may throw and objects may
 * be circular. Returns `undefined` for what JSON leaves out.
 */
export function jsonOf(value: unknown, budget: Budget, path?: Path): string | undefined {
  switch (typeof value) {
    case 'string':
      return jsonText(value, budget)
    case 'number':
      return jsonNumber(value, budget)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? 'null' : jsonObject(value, budget, path)
    case 'function':
      return '"[function]"'
    default:
      return jsonText(String(value), budget)
  }
}

/**
 * Returns an error as JSON. Message and code are written even if nothing else has room. The names of
 * its members are the record's own, so only their values may be secret.
 */
export function jsonError(error: CauseRecord, budget: Budget): string {
  const { message, code, cause } = error
  let json = `{"message":${jsonText(message, budget)}`
  budget.fields -= 1
  if (code !== undefined) json += `,"code":${jsonText(code, budget, NAME_LIMIT)}`
  for (const member of ['name', 'digest', 'stack'] as const) {
    const text = error[member]
    if (text !== undefined && takesField(budget)) json += `,"${member}":${jsonText(text, budget)}`
  }
  if (cause !== undefined && takesField(budget)) json += `,"cause":${jsonError(cause, budget)}`
  return `${json}}`
}

// JSON has no NaN and no Infinity.
function jsonNumber(value: number, budget: Budget): string {
  // Smaller numbers are too short for a card's.
  const minCard = 1e12
  const text = `${value}`
  if (Math.abs(value) < minCard) return text
  const safe = budget.redactor.text(text)
  return safe === text && Number.isFinite(value) ? text : `"${safe}"`
}

function jsonObject(object: object, budget: Budget, outer: Path | undefined): string | undefined {
  const maxDepth = 8
  if (outer !== undefined && isWithin(object, outer)) return '"[circular]"'
  const depth = outer === undefined ? 1 : outer.depth + 1
  if (depth > maxDepth) {
    budget.cut = true
    return '"[deep]"'
  }
  try {
    const json = jsonKind(object, budget, { object, depth, outer })
    // What one member says of another is seen in the text.
    return depth === 1 && json && budget.hasShape ? budget.redactor.text(json) : json
  } catch {
    return '"[unreadable]"' // a revoked Proxy, or a `toJSON` that throws
  }
}

function isWithin(object: object, { object: container, outer }: Path): boolean {
  return container === object || (outer !== undefined && isWithin(object, outer))
}

function jsonKind(value: object, budget: Budget, path: Path): string | undefined {
  if (Object.getPrototypeOf(value) === Object.prototype) return jsonOwn(value, budget, path)
  if (Array.isArray(value)) return jsonList(value, budget, path)
  // By its tag: it may be of another realm, such as a test runner's.
  const tag = classTag(value)
  if (tag === '[object Set]') return jsonList(value as Set<unknown>, budget, path)
  if (tag === '[object Map]' || tag === '[object Headers]') {
    return jsonEntries(value as Map<unknown, unknown>, budget, path)
  }
  if (value instanceof Error || tag === '[object Error]') {
    return jsonError(describeError(value), budget)
  }
  if (ArrayBuffer.isView(value)) return `"[${value.byteLength} bytes]"`
  if (value instanceof Date && Number.isNaN(value.getTime())) return '"Invalid Date"'
  return jsonOwn(value, budget, path)
}

function jsonOwn(value: object, budget: Budget, path: Path): string | undefined {
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return jsonOf(toJSON.call(value), budget, path)
  let json = ''
  const names = Object.keys(value)
  // By index: an iterator makes an object for each item until V8 optimises it.
  for (let at = 0; at < names.length && takesField(budget); at += 1) {
    const name = names[at] ?? ''
    json += jsonMember(name, safeGetShown(value, name), budget, path)
  }
  return `{${json.slice(1)}}`
}

function jsonEntries(entries: Iterable<[unknown, unknown]>, budget: Budget, path: Path): string {
  let json = ''
  for (const [name, value] of entries) {
    if (!takesField(budget)) break
    json += jsonMember(toText(name), value, budget, path)
  }
  return `{${json.slice(1)}}`
}

function jsonList(list: Iterable<unknown>, budget: Budget, path: Path): string {
  const items: string[] = []
  for (const item of list) {
    if (!takesField(budget)) break
    // `['authorization', 'x']`
    if (typeof item === 'string' && budget.redactor.keyInfo(item).rule !== 'none') {
      budget.hasShape = true
    }
    items.push(jsonOf(item, budget, path) ?? 'null')
  }
  return `[${items.join()}]`
}

/** Returns a member with a leading comma; an empty text if JSON leaves it out. */
function jsonMember(name: string, value: unknown, budget: Budget, path: Path): string {
  const { redactor } = budget
  const { rule, json: before } = redactor.keyInfo(name)
  if (rule === 'beside') budget.hasShape = true
  const masked = rule === 'none' ? undefined : redactor.maskedValue(name, value)
  const json = masked === undefined ? jsonOf(value, budget, path) : `"${masked}"`
  if (json === undefined) return ''
  return (before ?? `,${jsonText(name, budget)}:`) + json
}
