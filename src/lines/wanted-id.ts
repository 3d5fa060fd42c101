import { type EventId, keyOf, kindOf } from './ids.ts'
import type { TextSearch } from './scan.ts'

/** An id as a user has it, from a record, a header or a log. */
export interface WantedId extends TextSearch {
  /** The id without quotes, punctuation, and the name before it. */
  readonly text: string
  /** Whether an id of an event is the wanted one, or contains it. */
  readonly matches: (id: EventId) => 'whole' | 'part' | undefined
}

const MAX_LENGTH = 1024
const BEFORE = new Set('"\'`([{< \t\r\n')
const AFTER = new Set('"\'`)]}>,; \t\r\n')
/** `x-trace-id: …`, `"traceId":"…"`, `jobId=…` */
const NAMED = /^([\w.-]{2,40})["'`]?\s{0,8}[:=]\s{0,8}(\S.*)$/s
const FRAGMENT = /^(?:req_|1-)?([\da-f]{1,32}(?:-[\da-f]{1,24}){0,5})$/i
const MIN_FRAGMENT = 8
const DIGITS = 32
/** Where a UUID has dashes, in digits; X-Ray's spelling has the first. */
const DASHES = [8, 12, 16, 20]
const XRAY_DASHES = [8]

/** Reads an id in any spelling. Returns `undefined` if there is none. */
export function readWantedId(given: string): WantedId | undefined {
  const text = cleaned(given)
  if (text === '' || text.length > MAX_LENGTH) return undefined
  const key = keyOf(text)
  if (key !== text || isHex(text, DIGITS)) return wholeId(text, key)
  const digits = fragmentIn(text)
  const id = wholeId(text, text)
  return digits === undefined ? id : withFragment(id, digits)
}

function cleaned(given: string): string {
  const text = unquoted(given)
  const [, name, value] = NAMED.exec(text) ?? []
  return name !== undefined && value !== undefined && kindOf(name) !== undefined
    ? unquoted(value)
    : text
}

function unquoted(text: string): string {
  let begin = 0
  let end = text.length
  while (begin < end && BEFORE.has(text.charAt(begin))) begin += 1
  while (end > begin && AFTER.has(text.charAt(end - 1))) end -= 1
  return text.slice(begin, end)
}

function wholeId(text: string, key: string): WantedId {
  const own = idTexts(key)
  const isFound = !isHex(key, DIGITS) || own.some((one) => text.includes(one))
  return {
    text,
    texts: isFound ? own : [...own, text],
    isPart: isEscapable(text),
    matches: ({ value }) => (value === text || keyOf(value) === key ? 'whole' : undefined),
  }
}

/** Returns texts of which an event that has an id contains one, whatever the id's spelling. */
export function idTexts(id: string): string[] {
  const key = keyOf(id)
  if (!isHex(key, DIGITS)) return foreignTexts(id)
  const uuid = dashed(key, 0, DASHES)
  // W3C's and X-Ray's spelling end alike. The id of an invocation has no other spelling than a UUID's.
  return id.toLowerCase() === uuid ? [uuid] : [uuid, key.slice(8)]
}

/** Whether only a part of an id can be searched for, since JSON may escape the rest. */
export function isEscapable(id: string): boolean {
  return !/^[\w.:@ -]*$/.test(id)
}

/** What no JSON writer escapes. */
const PLAIN = /[\w.:@ -]+/g
const MIN_PLAIN = 3

function foreignTexts(id: string): string[] {
  const parts = (id.match(PLAIN) ?? []).map((part) => part.trim())
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one), '')
  if (longest === id || longest.length >= MIN_PLAIN) return [longest]
  const escaped = id.replace(/[^\x20-\x7e]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  const json = JSON.stringify(id).slice(1, -1)
  return [...new Set([json, escaped, escaped.replace(/\\u\w{4}/g, upperDigits)])]
}

function upperDigits(unit: string): string {
  return `\\u${unit.slice(2).toUpperCase()}`
}

function isHex(text: string, length: number): boolean {
  return text.length === length && /^[\da-f]+$/i.test(text)
}

/** Returns the digits of a part of an id. */
function fragmentIn(text: string): string | undefined {
  const [, part] = FRAGMENT.exec(text.replace(/^-+|-+$/g, '')) ?? []
  const digits = part?.replaceAll('-', '').toLowerCase()
  const isPart = digits !== undefined && digits.length >= MIN_FRAGMENT && digits.length < DIGITS
  return isPart ? digits : undefined
}

function withFragment(id: WantedId, digits: string): WantedId {
  const spellings = Array.from({ length: DIGITS - digits.length + 1 }, (_, offset) => [
    dashed(digits, offset, DASHES),
    dashed(digits, offset, XRAY_DASHES),
  ])
  return {
    text: id.text,
    isPart: true,
    texts: [...new Set([...id.texts, ...spellings.flat()])],
    matches: (own) => id.matches(own) ?? (hasPart(own, digits) ? 'part' : undefined),
  }
}

/** Returns the spelling of digits that begin at an offset of an id. */
function dashed(digits: string, offset: number, dashes: readonly number[]): string {
  const inside = dashes.map((at) => at - offset).filter((at) => at > 0 && at < digits.length)
  const bounds = [0, ...inside, digits.length]
  return bounds
    .slice(1)
    .map((to, index) => digits.slice(bounds[index], to))
    .join('-')
}

function hasPart({ kind, value }: EventId, digits: string): boolean {
  const isRandom = kind === 'trace' || kind === 'request' || kind === 'span'
  return isRandom && value.replace(/^req_/, '').replaceAll('-', '').toLowerCase().includes(digits)
}
