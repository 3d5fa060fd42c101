import { escapeLines } from '../terminal.ts'

/** Writes what the page shows as JSON. Its texts can't change the order in which they are seen. */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'string' ? escapeLines(member) : member,
  )
}
