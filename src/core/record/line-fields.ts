import type { Level, Phase, TraceRecord } from '../record.ts'

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
