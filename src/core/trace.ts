import type { MetricUnit } from './metrics/metric-sums.ts'
import type { HeadersSource } from './propagation/outbound.ts'
import type { Identity, Metadata } from './record.ts'

/**
 * The request in progress, as its code sees it. Nothing in here throws, but what it is given to run.
 * All but `fetch` are methods: they are called on the trace.
 */
export interface Trace {
  /** The trace id, `req_<uuid>` or the caller's own; empty outside a request. */
  readonly id: string
  /** Has all records of the request written, whatever the sampling. */
  keep(): void
  /** Names who the request is about, on every later record. */
  set(identity: Identity): void
  /**
   * Runs `fn` as a named step and logs it once, at its end, with its duration.
   * Its value or error passes through untouched; an HTTP `Response` of 400 and above counts as a failure.
   * The promise that it returns is another than that of `fn`: handle its rejection too.
   */
  hop<T>(name: string, fn: () => T, metadata?: Metadata): T
  /** Logs whether a check passed. Given a function, also times it: a falsy value means that it failed. */
  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T
  /** Runs `fn` as a call to a service: as `hop` does, with the action `service:<service>:<operation>`. */
  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T
  /**
   * Adds to a business metric, such as `ImagesProcessed`: a field of the request's completion, and a
   * CloudWatch metric where `metrics` are on.
   */
  metric(name: string, value: number, unit?: MetricUnit): void
  debug(message: string, metadata?: Metadata): void
  info(message: string, metadata?: Metadata): void
  warn(message: string, metadata?: Metadata): void
  error(message: string, metadata?: Metadata): void
  /** A copy of `init` with the headers that carry the trace on; headers that are there already stay. */
  headers(init?: HeadersSource): Headers
  /**
   * `fetch` as a logged call, with the trace's headers. Never for a URL that a user gave. It may be
   * passed on by itself: `new Client({ fetch: trace.fetch })`.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}
