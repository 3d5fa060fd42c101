import type { Level, Phase, TraceRecord } from '../record.ts'

// A line is made of as few parts as can be: V8 takes as long for each as for its characters.

/** A level, between the timestamp and the message. */
export const LEVEL: Readonly<Record<Level, string>> = {
  debug: '","level":"debug","message":',
  info: '","level":"info","message":',
  warn: '","level":"warn","message":',
  error: '","level":"error","message":',
}
/** A phase as a field. */
export const PHASE: Readonly<Record<Phase, string>> = {
  start: ',"phase":"start"',
  hop: ',"phase":"hop"',
  call: ',"phase":"call"',
  log: ',"phase":"log"',
  complete: ',"phase":"complete"',
}

/** What stands before a value. */
type Before = `,"${keyof TraceRecord}":`

/** A field whose value is JSON already; nothing for one that is absent. */
export function field(before: Before, json: string | number | boolean | undefined): string {
  return json === undefined ? '' : before + json
}

/** A field whose value has nothing to escape: an id, or a word of the contract. */
export function word(before: `${Before}"`, text: string | undefined): string {
  return text === undefined ? '' : `${before}${text}"`
}

/** A value as JSON, where there is one. */
export function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}
