import { toText } from '../lib/to-text.ts'
import { type Level, NAME_LIMIT, type Phase, type TraceRecord } from '../record.ts'
import type { Span } from '../span.ts'
import type { Budget } from './budget.ts'
import type { RecordDraft } from './draft.ts'
import { jsonText } from './json-text.ts'

// Few long parts: to V8 each part of a line costs as much as its characters.

/** The level as JSON, between the timestamp's value and the message's. */
export const LEVEL: Readonly<Record<Level, string>> = {
  debug: '","level":"debug","message":',
  info: '","level":"info","message":',
  warn: '","level":"warn","message":',
  error: '","level":"error","message":',
}
/** The phase as a JSON member. */
export const PHASE: Readonly<Record<Phase, string>> = {
  start: ',"phase":"start"',
  hop: ',"phase":"hop"',
  call: ',"phase":"call"',
  log: ',"phase":"log"',
  complete: ',"phase":"complete"',
}

/** The text before a member's value. */
type Before = `,"${keyof TraceRecord}":`

/** Returns a member whose value is JSON already; an empty text if it is absent. */
export function field(before: Before, json: string | number | boolean | undefined): string {
  return json === undefined ? '' : before + json
}

/** Returns a member whose text needs no escaping: an id, or a word of the contract. */
export function word(before: `${Before}"`, text: string | undefined): string {
  return text === undefined ? '' : `${before}${text}"`
}

/** Returns the ids of a record's span. */
export function spanFields({ id, parentId }: Span): string {
  if (id === '') return ''
  return parentId === undefined ? `,"spanId":"${id}"` : `,"spanId":"${id}","parentId":"${parentId}"`
}

/** Returns a hop's name and result. */
export function hopFields({ hopName, hopResult }: RecordDraft, budget: Budget): string {
  if (hopName === undefined && hopResult === undefined) return ''
  return (
    field(',"hopName":', nameJson(hopName, budget)) +
    field(',"hopResult":', nameJson(hopResult, budget))
  )
}

/** The engine's own messages are few, so they are cached as names are. The caller's may be any text. */
export function messageJson({ phase, message }: RecordDraft, budget: Budget): string | undefined {
  const messageLimit = 4_000
  if (phase !== 'log') return nameJson(message, budget)
  return jsonText(toText(message), budget, messageLimit)
}

/** Returns a name as JSON; `undefined` for none. */
export function nameJson(text: string | undefined, budget: Budget): string | undefined {
  if (text === undefined) return undefined
  const { redactor } = budget
  return redactor.plainJson(text) ?? jsonText(text, budget, NAME_LIMIT, redactor.names)
}
