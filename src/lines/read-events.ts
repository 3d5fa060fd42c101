import { stripVTControlCharacters } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Around, eventOf, type LogEvent } from './event.ts'
import { parseJson, parseObjects } from './json-lines.ts'
import { readConsoleStart, takeToolPrefixes, WRAPPED } from './line-start.ts'
import { asRecord } from './record.ts'
import { readTime } from './time.ts'
import type { Fields } from './wrapped.ts'
import { eventsIn } from './wrappers.ts'

/** A text may be wrapped by several platforms: Docker's JSON in a subscription's. */
const MAX_DEPTH = 6
/** A subscription holds at most 10 MB. */
const MAX_UNPACKED = 64 * 1024 * 1024

/**
 * Returns the events of a block of lines: what services wrote, without what stands around it.
 * Known are the prefixes of tools, and JSON of CloudWatch (`filter-log-events`, `get-log-events`,
 * `get-query-results`, subscriptions), Lambda, Vercel, Docker, Firehose and OpenTelemetry.
 */
export function readEvents(block: string, around: Around = {}, depth = 0): LogEvent[] {
  const text = block.trimEnd()
  const line = unquoted(text.startsWith('\u001b[') ? stripVTControlCharacters(text) : text)
  const { prefix, time, stream, rest } = takeToolPrefixes(line)
  const own: Around = {
    ...around,
    prefix: (around.prefix ?? '') + prefix,
    time: readTime(time) ?? around.time,
    stream: stream ?? around.stream,
  }
  if (rest.startsWith('H4sI') && depth < MAX_DEPTH) return unpacked(rest, own, depth)
  if (/^[\s,]*[{[]/.test(rest)) {
    const values = parseObjects(rest.replace(/^[\s,]+/, ''))
    if (values.length > 0) {
      const isOnly = values.length === 1
      return values.flatMap((value) => {
        return unwrap(isOnly ? withoutList(rest, value) : JSON.stringify(value), value, own, depth)
      })
    }
  }
  return [textEvent(rest, own)]
}

/** The begin of a line of CSV, and its first cell with JSON. */
const CSV = /^((?:[^",{}]*,){0,20})"(\{"".*\})"(?:,.*)?$/s

/** Takes the quotes of CSV off a cell with JSON. */
function unquoted(line: string): string {
  const [, before = '', cell] = line.includes('"{""') ? (CSV.exec(line) ?? []) : []
  return cell === undefined ? line : `${before}"${cell.replaceAll('""', '"')}`
}

/** Takes off what stands around an item of a list that has a line of its own. */
function withoutList(text: string, value: object): string {
  if (Array.isArray(value)) return text.trim()
  return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
}

function textEvent(text: string, around: Around): LogEvent {
  const start = readConsoleStart(text)
  const facts = start && { requestId: start.requestId, level: start.level }
  const own = {
    ...around,
    time: readTime(start?.time) ?? around.time,
    facts: facts ? { ...around.facts, ...facts } : around.facts,
  }
  const after = start?.prefix.length
  if (after !== undefined && text[after] === '{') {
    const value = asObject(parseJson(text.slice(after)))
    if (value !== undefined) return jsonEvent(text, after, value, own)
  }
  const begin = text.indexOf('{')
  const value = begin === -1 ? undefined : asRecord(parseJson(text.slice(begin)))
  if (value !== undefined) return jsonEvent(text, begin, value, own)
  const prefix = (around.prefix ?? '') + text.slice(0, after ?? 0)
  return eventOf(text.slice(after ?? 0), undefined, { ...own, prefix })
}

function jsonEvent(text: string, begin: number, value: object, around: Around): LogEvent {
  const prefix = (around.prefix ?? '') + text.slice(0, begin)
  return eventOf(text.slice(begin), value, { ...around, prefix })
}

function unwrap(text: string, value: object, around: Around, depth: number): LogEvent[] {
  const event = eventOf(text, value, around)
  const isWrapper = event.record === undefined && depth < MAX_DEPTH
  const wrapped = isWrapper ? eventsIn(value as Fields) : undefined
  if (wrapped === undefined) return [event]
  return wrapped.flatMap(({ content, ...own }) => {
    const facts = { ...around.facts, ...own.facts }
    const prefix = (around.prefix ?? '') + (own.prefix ?? WRAPPED)
    const inner = { ...around, ...defined(own), prefix, facts }
    if (typeof content === 'string')
      return blocksOf(content).flatMap((block) => readEvents(block, inner, depth + 1))
    return unwrap(JSON.stringify(content), content, inner, depth + 1)
  })
}

function blocksOf(text: string): string[] {
  return text.split(/\r?\n(?![ \t}\]])/).filter((block) => block.trim() !== '')
}

function unpacked(base64: string, around: Around, depth: number): LogEvent[] {
  try {
    const text = gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_UNPACKED })
    return blocksOf(text.toString()).flatMap((block) => readEvents(block, around, depth + 1))
  } catch {
    return [eventOf(base64, undefined, around)]
  }
}

function asObject(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined
}

function defined(facts: Around): Around {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}
