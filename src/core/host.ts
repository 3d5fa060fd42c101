import type { Outcome } from './outcome/outcome.ts'
import type { Metadata } from './record.ts'

/** What `fetch` takes as its first argument. */
export type FetchInput = string | URL | Request

/** A cache behind a host's `fetch`. It serves other requests too, under a key that headers are a part of. */
export interface FetchCache {
  /** Whether the response may be kept. */
  mayKeep(input: FetchInput, init?: RequestInit): boolean
  /** Whether a response came from the cache, so that nothing was called. */
  isHit(response: unknown): boolean
  /** Removes headers that were added to the given ones and would give each request its own key. */
  removeAdded(headers: Headers, given: Headers): void
  /** Returns the outcome of a call, or of what stands for it if the cache had the response. */
  judge(outcome: Outcome, response: unknown): Outcome
}

/** What the host, such as Lambda, knows about a request. */
export interface RequestHost {
  readonly requestId?: string | undefined
  readonly functionName?: string | undefined
  readonly coldStart?: boolean | undefined
  /** What the request does, unless the option `action` says it. Default: the service's name. */
  readonly action?: string | undefined
  /** Returns what the request does, if that is known by its end. */
  readonly findAction?: (() => string | undefined) | undefined
  /** On the start and the ending. */
  readonly metadata?: Metadata | undefined
  /** On the start alone. */
  readonly startMetadata?: Metadata | undefined
  /** Adds what the host measures at the end, such as memory, to the ending's metadata. */
  readonly addMeasurements?: ((metadata: Metadata | undefined) => Metadata) | undefined
  /** Whether the host reads only lists of header values, `multiValueHeaders`, from a response. */
  readonly hasHeaderLists?: boolean | undefined
  /** Returns the milliseconds until the host ends the request; `undefined` if that is unknown. */
  readonly remainingTime?: (() => number | undefined) | undefined
  /** How many services a trace may pass before it counts as a loop. */
  readonly maxServices?: number | undefined
  /** Whether the request is part of another one, which is the one that metrics count. */
  readonly isChild?: boolean | undefined
  /** Whether the request decides on another one, which is the one that the service's metrics count. */
  readonly isAuthorizer?: boolean | undefined
  /** Whether the ending may come in another process, so that nothing can wait for it. */
  readonly mayNotEnd?: boolean | undefined
  readonly fetchCache?: FetchCache
  /** The request's span id, if several processes must use the same. */
  readonly spanId?: string | undefined
  /** When it began, in `ticks()`. Default: when its trace is made. */
  readonly startedAt?: number | undefined
  /** Whether the request handles a message that was sent, and nobody waits for an answer. */
  readonly kind?: 'consumer' | undefined
  /** The `X-Amzn-Trace-Id` of the segment that the host itself writes for the request. */
  readonly segment?: string | undefined
}
