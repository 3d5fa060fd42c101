import { safeGet } from '../lib/safe-get.ts'

/** What is known of the answer to a request. */
export interface Answer {
  /** Set once the answer has begun. */
  statusCode?: number | undefined
  /** The length of its body as it was sent, such as compressed. */
  bytes?: number | undefined
}

/** A request that is about to be sent, as Node reports it. */
export interface Outgoing {
  readonly method: string
  /** The scheme and the host. */
  readonly origin: string
  /** With the query. */
  readonly path: string
  /** Its headers as lines: `name: value`. */
  readonly headerLines: string
  /** Adds a header. Absent if it is too late for that. */
  readonly add?: ((name: string, value: string) => unknown) | undefined
  readonly answer: () => Answer
}

/** The call of a request, as a member of it: a `WeakMap` with an entry for each takes longer than the rest. */
const CALL = Symbol('hoptrace.call')

/** Returns what was kept for a request. */
export function kept<T>(request: object): T | undefined {
  return safeGet(request, CALL) as T | undefined
}

/** Keeps a value for a request. */
export function keep(request: object, value: unknown): void {
  Object.assign(request, { [CALL]: value })
}

/** Returns the bytes that a `content-length` says; `undefined` if it says nothing. */
export function lengthOf(contentLength: unknown): number | undefined {
  return contentLength ? Number(contentLength) : undefined
}
