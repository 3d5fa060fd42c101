import { asRecord, type RequestRecord } from './record.ts'

/** What a service wrote at once, without what tools and platforms put around it. */
export interface LogEvent {
  /** The text; of JSON that stood in other JSON, its JSON. */
  readonly text: string
  /** The JSON object that the text is. */
  readonly value: object | undefined
  /** The record that the object is. */
  readonly record: RequestRecord | undefined
  /** What stood before the text in its line: nothing, what a tool wrote, or what another service wrote. */
  readonly prefix: string
  /** Milliseconds since 1970, if something around the text says it. */
  readonly time: number | undefined
  /** The log stream, the container or the process. */
  readonly stream: string | undefined
  /** The log group, if the line says it. */
  readonly log: string | undefined
  /** Facts about the event that stand around it, such as the id of a request on Vercel. */
  readonly facts: Readonly<Record<string, unknown>> | undefined
}

/** What is known of an event before it is read. */
export type Around = Partial<Omit<LogEvent, 'text' | 'value' | 'record'>>

/** Returns an event. */
export function eventOf(text: string, value: object | undefined, around: Around): LogEvent {
  const { prefix = '', time, stream, log, facts } = around
  return { text, value, record: asRecord(value), prefix, time, stream, log, facts }
}
