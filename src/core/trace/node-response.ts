import { findKey, isNamed } from '../lib/find-key.ts'
import { isObject } from '../lib/is-object.ts'
import { safeGet } from '../lib/safe-get.ts'
import { guard } from '../outcome/guard.ts'
import { ALLOW_ORIGIN, EXPOSE_HEADERS, exposing, KEEP_HEADER } from '../propagation/outbound.ts'
import type { Metadata } from '../record.ts'
import { endWithError, endWithStatus } from './request-ending.ts'
import type { RequestTrace } from './request-trace.ts'

/** The members of a response of `node:http` that are used. */
export interface NodeResponse {
  /** OpenNext leaves out 200, the default. */
  readonly statusCode?: number | undefined
  readonly writableFinished: boolean
  /** The stream of HTTP/2, whose responses are finished even if the client has left. */
  readonly stream?: { readonly rstCode?: number | undefined }
  hasHeader(name: string): boolean
  getHeader(name: string): unknown
  setHeader(name: string, value: string): unknown
  writeHead(status: number, ...rest: never[]): unknown
  flushHeaders?(): unknown
  once(event: 'close', listener: () => void): unknown
}

const OK = 200

/** Makes a response carry the trace id in a header, whatever its handler sets or removes later. */
export function addTraceIdHeaders(response: NodeResponse, trace: RequestTrace): void {
  setTraceId(response, trace)
  const { writeHead, flushHeaders } = response
  if (typeof writeHead !== 'function') return // a test's fake response
  // Node calls it for each response, with the status that is sent.
  response.writeHead = (status, ...rest) => {
    const all = guard(() => withLateHeaders(response, trace, status, rest)) ?? rest
    return Reflect.apply(writeHead, response, [status, ...all])
  }
  if (flushHeaders === undefined) return
  // OpenNext calls this one instead.
  response.flushHeaders = () => {
    guard(() => withLateHeaders(response, trace, response.statusCode ?? OK, []))
    return flushHeaders.call(response)
  }
}

function setTraceId(response: NodeResponse, trace: RequestTrace): void {
  if (!response.hasHeader('x-trace-id')) response.setHeader('x-trace-id', trace.id)
}

/**
 * Sets the headers that depend on the status and on what the handler has set.
 * @param args what else `writeHead` is given: a text for the status, and headers
 * @returns `rest`, whose headers win over those that are set
 */
function withLateHeaders(
  response: NodeResponse,
  trace: RequestTrace,
  status: number,
  args: readonly unknown[],
): readonly unknown[] {
  setTraceId(response, trace) // Koa removes all headers before it answers an error
  const last = args.at(-1)
  // Node takes pairs only while no header is set.
  const rest = isPairs(last) ? [...args.slice(0, -1), last.flat()] : args
  if (trace.isKeptUnsampled(status)) response.setHeader(KEEP_HEADER, '1')
  const given = rest.at(-1)
  const exposeKey = keyIn(given, EXPOSE_HEADERS)
  const shown =
    exposeKey === undefined ? response.getHeader(EXPOSE_HEADERS) : safeGet(given, exposeKey)
  const exposed = exposing(String(shown ?? ''))
  const isCors = keyIn(given, ALLOW_ORIGIN) !== undefined || response.hasHeader(ALLOW_ORIGIN)
  if (exposed === undefined || !isCors) return rest
  if (exposeKey !== undefined) {
    const copy = Array.isArray(given) ? [...given] : { ...(given as object) }
    return [...rest.slice(0, -1), Object.assign(copy, { [exposeKey]: exposed })]
  }
  response.setHeader(EXPOSE_HEADERS, exposed)
  return rest
}

/** Returns the key of a header in an object, or its index in a list of names and values. */
function keyIn(headers: unknown, name: string): string | undefined {
  if (!Array.isArray(headers)) return isObject(headers) ? findKey(headers, name) : undefined
  const index = headers.findIndex((one, at) => at % 2 === 0 && isNamed(String(one), name))
  return index < 0 ? undefined : String(index + 1)
}

function isPairs(headers: unknown): headers is unknown[][] {
  return Array.isArray(headers) && Array.isArray(headers[0])
}

/** What the end of a response says about its request. */
export interface ResponseEnd {
  readonly metadata: Metadata
  /** Why the request failed, if that is known. */
  readonly failure?: { readonly error: unknown } | undefined
}

/** Writes the ending of a request once its response is closed, unless it has ended before. */
export function endOnClose(
  response: NodeResponse,
  trace: RequestTrace,
  read: () => ResponseEnd,
): void {
  const end = (): void => {
    if (trace.ended) return
    const { failure, ...ended } = read()
    const { statusCode = OK, writableFinished, stream } = response
    const metadata = { ...ended.metadata, statusCode }
    if (failure !== undefined && statusCode >= 400) endWithError(trace, failure.error, metadata)
    else endWithStatus(trace, metadata, !writableFinished || Boolean(stream?.rstCode))
  }
  response.once('close', () => guard(end))
}
