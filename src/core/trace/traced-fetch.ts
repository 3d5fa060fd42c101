import type { FetchInput } from '../host.ts'
import { httpAction } from '../lib/http-action.ts'
import { safeGet } from '../lib/safe-get.ts'
import { toText } from '../lib/to-text.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { type HeadersSource, KEEP_HEADER } from '../propagation/outbound.ts'
import { isTarget } from '../propagation/targets.ts'
import type { RecordSource } from '../record/record-source.ts'
import type { Trace } from '../trace.ts'
import { callStep } from './step.ts'
import type { StepTracker } from './step-tracker.ts'

/** What is needed of the trace that calls `fetch`. */
interface FetchingTrace extends Pick<Trace, 'headers' | 'keep'> {
  readonly source: RecordSource
  readonly steps: StepTracker
  withoutRefused(init: HeadersSource): Headers
}

/** Runs `fetch` as a call of the trace. The record has method, host, path and status, never the query. */
export function tracedFetch(
  trace: FetchingTrace,
  input: FetchInput,
  init?: RequestInit,
): Promise<Response> {
  const { settings, host } = trace.source
  const cache = host.fetchCache?.mayKeep(input, init) ? host.fetchCache : undefined
  const request = input instanceof Request ? input : undefined
  const method = toText(safeGet(init, 'method') ?? request?.method ?? 'GET').toUpperCase()
  const address = request?.url ?? toText(input)
  const url = URL.canParse(address) ? new URL(address) : undefined // `fetch` reports an invalid one
  // The headers are made within the call, whose span is the receiver's parent.
  const send = async (): Promise<Response> => {
    const given = init?.headers ?? request
    const isSentOn = isTarget(url, settings.propagateTo)
    const headers = isSentOn ? trace.headers(given) : trace.withoutRefused(given)
    cache?.removeAdded(headers, trace.withoutRefused(given))
    const response = await fetch(input, { ...inheritedMembers(init), ...init, headers })
    // A redirect may have led to another host, and a cached answer is that of another request.
    const isAnother = (settings.propagateTo && response?.redirected) || cache?.isHit(response)
    if (isSentOn && !isAnother && keepHeaderOf(response) === '1') trace.keep()
    return response
  }
  const metadata = { method, ...(url && { host: url.host, path: url.pathname }) }
  const signal = init?.signal ?? request?.signal
  const call = callStep('http', httpAction({ method }).toLowerCase(), metadata, signal)
  const judgeValue = (response: unknown): Outcome =>
    cache ? cache.judge(call.judgeValue(response), response) : call.judgeValue(response)
  return trace.steps.run({ ...call, judgeValue }, send)
}

/** Returns the members that an `init` has from its class, as a `Request` has getters. */
function inheritedMembers(init: object | undefined): RequestInit {
  const names: string[] = []
  for (let one = prototypeOf(init); one !== undefined; one = prototypeOf(one))
    names.push(...Object.getOwnPropertyNames(one))
  return Object.fromEntries(names.map((name) => [name, safeGet(init, name)]))
}

/** Returns the prototype of an object of a class. */
function prototypeOf(object: object = {}): object | undefined {
  const prototype: object | null = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null ? undefined : prototype
}

// A test's fake response may have anything as its headers.
function keepHeaderOf(response: Partial<Response> | undefined): unknown {
  return response?.headers?.get?.(KEEP_HEADER)
}
