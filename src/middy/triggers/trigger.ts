import type { HeaderReader } from '../../core/propagation/inbound.ts'
import type { Metadata } from '../../core/record.ts'
import type { Part } from './event-values.ts'

/** What an event says about the request that it carries. */
export interface TriggerEvent {
  /** Reads the headers of the trace, from wherever this kind of event carries them. */
  readonly header: HeaderReader
  /** The method and the route's pattern, or the operation's name; never a raw path. */
  readonly action?: string | undefined
  /** Returns the method and the pattern that a router within the function has matched. */
  readonly findAction?: () => string | undefined
  /** On the start and the ending. */
  readonly metadata?: Metadata | undefined
  /**
   * When the event was put where it waited for the function: milliseconds or seconds since the epoch,
   * or RFC 3339.
   */
  readonly sentAt?: unknown
  /** Whether the handler's value is an HTTP response. */
  readonly answersHttp?: boolean
  /** Whether the function decides on a request that another one answers. */
  readonly isAuthorizer?: boolean
  /** Returns the status that the caller gets if the handler fails with this error. Default: 500. */
  readonly statusForError?: (error: unknown) => number | undefined
  /** The records of an event that may carry several. */
  readonly batch?: Batch | undefined
}

/** The records of an event. Each may carry a trace of its own. */
export interface Batch {
  readonly records: readonly unknown[]
  headerOf(record: unknown): HeaderReader
  /** Absent if `eachRecord` does not take records of this service. */
  readonly redelivery?: Redelivery | undefined
}

/** How a service redelivers the records of a batch that failed. */
export interface Redelivery {
  /**
   * Which records the function reports:
   * - `failed`: each record that failed
   * - `first`: the first one that failed; the service goes on from there
   * - `rest`: the first one that failed and all after it
   * - `error`: none; the function throws, and the whole event is redelivered
   */
  readonly report: 'failed' | 'first' | 'rest' | 'error'
  /**
   * Returns what ordered records have in common: none with the same key is handled after a failure.
   */
  readonly orderingKeyOf?: ((record: unknown) => string) | undefined
  /** Returns what identifies a record to the service. */
  idOf(record: unknown): unknown
}

/**
 * Reads one family of events. Returns `undefined` for any other event. May throw if the event can't be read;
 * what it returns must not.
 */
export type TriggerParser = (event: Part) => TriggerEvent | undefined
