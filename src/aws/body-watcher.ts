/**
 * How a streamed body ended: after its last byte or event, left early by its reader, never read, or
 * with an error.
 */
export type BodyEnd = 'complete' | 'aborted' | 'unread' | { readonly error: unknown }

/** What a watched body calls. */
export interface BodyWatcher {
  /** Called with each event of an event stream. */
  onEvent(event: unknown): void
  /** Called once. */
  onEnd(end: BodyEnd): void
}
