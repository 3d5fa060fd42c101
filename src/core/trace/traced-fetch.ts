import { member } from '../lib/safe-get.ts'
import { textOf } from '../lib/to-text.ts'
import { copyHeaders, KEEP_HEADER } from '../propagation/outbound.ts'
import { isTarget, type Targets } from '../propagation/targets.ts'
import type { RequestTrace } from './request-trace.ts'
import { callStep, hopStep, type Step } from './step.ts'

/** What `fetch` takes. */
export type FetchInput = string | URL | Request

/** A cache behind a host's `fetch` that keeps responses for other requests, under a key that headers are a part of. */
export interface FetchCache {
  /** Whether the response may be kept. */
  mayKeep(input: FetchInput, init?: RequestInit): boolean
  /** Whether a response was kept from earlier, so that nothing was called for it. */
  isHit(response: unknown): boolean
}

/** Where a trace's `fetch` may tell of it. */
export interface FetchPolicy {
  readonly targets: Targets | undefined
  readonly cache: FetchCache | undefined
}

/** Headers that would make each request's key another. */
const IN_KEY = ['x-trace-id', 'x-amzn-trace-id']

/** `fetch` as a call of the trace: logged with method, host, path and status, never the query. */
export function tracedFetch(
  trace: RequestTrace,
  { targets, cache }: FetchPolicy,
  input: FetchInput,
  init?: RequestInit,
): Promise<Response> {
  const request = input instanceof Request ? input : undefined
  const method = textOf(member(init, 'method') ?? request?.method ?? 'GET').toUpperCase()
  const address = request?.url ?? textOf(input)
  const url = URL.canParse(address) ? new URL(address) : undefined // what is wrong with it, fetch says
  const isKept = cache?.mayKeep(input, init) === true
  // The headers are made inside of the call, whose span is the receiver's parent.
  const send = async (): Promise<Response> => {
    const given = init?.headers ?? request
    const isTold = isTarget(url, targets)
    const headers = isTold ? trace.headers(given) : copyHeaders(given)
    if (isKept) dropAdded(IN_KEY, headers, copyHeaders(given))
    const response = await fetch(input, { ...inherited(init), ...init, headers })
    if (isTold && keepOf(response) === '1') trace.keep()
    return response
  }
  const facts = { method, ...(url && { host: url.host, path: url.pathname }) }
  const call = callStep('http', method.toLowerCase(), facts)
  return trace.step(isKept && cache ? cachedCall(call, cache) : call, send)
}

/** What `fetch` reads of an init that has it from getters, as a `Request` does. */
const READ =
  'method body signal cache credentials duplex integrity keepalive mode next redirect referrer referrerPolicy'.split(
    ' ',
  )

function inherited(init: RequestInit | undefined): RequestInit | undefined {
  const prototype = Object.getPrototypeOf(init ?? {})
  if (prototype === null || prototype === Object.prototype) return undefined
  return Object.fromEntries(READ.map((name) => [name, init?.[name as keyof RequestInit]]))
}

// A test's double of a response may have anything for headers.
function keepOf(response: Partial<Response> | undefined): unknown {
  return response?.headers?.get?.(KEEP_HEADER)
}

function dropAdded(names: readonly string[], headers: Headers, given: Headers): void {
  for (const name of names) if (!given.has(name)) headers.delete(name)
}

/** A call that is none when the response was kept from earlier. */
function cachedCall(call: Step, cache: FetchCache): Step {
  return {
    ...call,
    judgeValue(response) {
      const outcome = call.judgeValue(response)
      const cacheStatus = cache.isHit(response) ? 'hit' : 'miss'
      const metadata = { ...outcome.metadata, cacheStatus }
      if (cacheStatus === 'miss') return { ...outcome, metadata }
      return { ...outcome, metadata, step: hopStep('fetch-cache'), hopResult: cacheStatus }
    },
  }
}
