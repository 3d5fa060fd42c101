import type { MetricUnit } from './metrics/metric-sums.ts'
import type { HeadersSource } from './propagation/outbound.ts'
import type { Metadata, RequestFacts } from './record.ts'

/**
 * The request in progress. Its methods throw nothing of their own: errors come only from the
 * functions that they are given to run. All but `fetch` must be called on the trace.
 *
 * @example
 * import { currentTrace } from 'hoptrace'
 *
 * export async function loadOrder(id: string): Promise<unknown> {
 *   const trace = currentTrace()
 *   trace.set({ jobId: id })
 *   trace.check('id-format', /^[0-9]+$/.test(id))
 *   const response = await trace.fetch(`https://orders.example.com/${id}`)
 *   return trace.hop('parse', () => response.json())
 * }
 */
export interface Trace {
  /** The trace id: `req_<uuid>` or the caller's own id. Empty outside of a request. */
  readonly id: string
  /** The id of the running step, or of the request: 16 hex digits. Empty outside of a request. */
  readonly spanId: string
  /** The `traceparent` header (W3C Trace Context) of the running step. Empty outside of a request. */
  readonly traceparent: string
  /** Writes all records of the request, even if it is not sampled. */
  keep(): void
  /**
   * Sets who the request is about and what it does: every later record has `jobId`, `tenantId`,
   * `userId` and `action`. Any other name is an attribute: it is in the metadata of the ending, also if
   * the request isn't sampled. Values are copied at once, without secrets, and up to 50 members and 4,000
   * characters in all. Attributes that are set after the ending are one `late` record.
   * @param facts a fact that is absent or `undefined` stays as it was
   */
  set<Facts extends object>(facts: Facts & RequestFacts): void
  /**
   * Runs `fn` as a named step and writes one record when it ends, with its duration. Steps nest: a
   * step that starts within `fn` has this one as its parent.
   * @param name such as `parse-input`
   * @param fn the work; it may return a promise. An HTTP `Response` of 400 and above counts as a failure
   * @param metadata facts for the record
   * @returns the value of `fn`. If that is a promise, it is another promise for the same value: handle
   * its rejection
   * @throws whatever `fn` throws, the same object
   */
  hop<T>(name: string, fn: () => T, metadata?: Metadata): T
  /**
   * Writes whether a check passed: `pass` for a truthy value, else `fail`.
   * @param name such as `jwt-validation`
   * @param passed the value, or a function that is run and timed. A function that throws an error
   * with a 4xx status fails the check; any other error is a `failure`
   * @param metadata facts for the record
   * @returns the value
   * @throws whatever the function throws, the same object
   */
  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T
  /**
   * Runs `fn` as a call to a service, like `hop`, under the action `service:<service>:<operation>`.
   * @param service such as `postgres`
   * @param operation such as `query`
   * @param fn the work; it may return a promise
   * @param metadata facts for the record
   * @returns the value of `fn`
   * @throws whatever `fn` throws, the same object
   */
  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T
  /**
   * Adds to a business metric of the request. The sum is a field of the ending, and a CloudWatch
   * metric if the option `metrics` is on. A request can have 93 different ones.
   * @param name such as `ImagesProcessed`: a letter, then letters, digits and `_ . - / #`
   * @param value a finite number
   * @param unit a CloudWatch unit. Default: `Count`
   */
  metric(name: string, value: number, unit?: MetricUnit): void
  /**
   * Writes a line at level `debug`.
   * @param message the text, cut after 4,000 characters
   * @param metadata facts for the record; an `Error` in it is written with its stack
   */
  debug(message: string, metadata?: Metadata): void
  /**
   * Writes a line at level `info`.
   * @param message the text, cut after 4,000 characters
   * @param metadata facts for the record; an `Error` in it is written with its stack
   */
  info(message: string, metadata?: Metadata): void
  /**
   * Writes a line at level `warn`.
   * @param message the text, cut after 4,000 characters
   * @param metadata facts for the record; an `Error` in it is written with its stack
   */
  warn(message: string, metadata?: Metadata): void
  /**
   * Writes a line at level `error`, and keeps all records of the request, even if it is not sampled.
   * @param message the text, cut after 4,000 characters
   * @param metadata facts for the record; an `Error` in it is written with its stack
   */
  error(message: string, metadata?: Metadata): void
  /**
   * Returns a copy of `init` with the headers that carry the trace on: `x-trace-id`, `x-trace-parent`,
   * `x-trace-hops`, `traceparent`, and `tracestate` and `X-Amzn-Trace-Id` if the request has them.
   * Headers that are there already stay, unless they came from a caller that `acceptInbound` refused.
   * @param init headers, or a `Request`
   */
  headers(init?: HeadersSource): Headers
  /**
   * `fetch` as a call: it writes a record with method, host, path and status, and sends the trace's
   * headers to the hosts of the option `propagateTo`. Never use it for a URL that a user gave. It can
   * be handed to a library: `new Client({ fetch: trace.fetch })`.
   * @returns the response
   * @throws whatever `fetch` throws
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}
