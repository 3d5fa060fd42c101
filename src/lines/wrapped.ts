import type { Around } from './event.ts'

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** What a wrapper holds: a text or a JSON object, and what the wrapper says of it. */
export interface Wrapped extends Around {
  readonly content: string | object
}

/** Returns a value if it is an object. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

/** Returns a value if it is a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
