import { copyHeaders, KEEP_HEADER } from './propagation/outbound.ts'
import { isTarget, type Targets } from './propagation/targets.ts'
import type { Trace } from './trace.ts'

/** What `fetch` takes. */
export type FetchInput = string | URL | Request

/** `fetch` as a call of the trace: logged with method, host, path and status, never the query. */
export function tracedFetch(
  trace: Trace,
  targets: Targets | undefined,
  input: FetchInput,
  init?: RequestInit,
): Promise<Response> {
  const request = input instanceof Request ? input : undefined
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase()
  const address = request?.url ?? String(input)
  const url = URL.canParse(address) ? new URL(address) : undefined // what is wrong with it, fetch says
  const given = init?.headers ?? request
  // The headers are made inside of the call, whose span is the receiver's parent.
  const send = async (): Promise<Response> => {
    if (!isTarget(url, targets)) return fetch(input, { ...init, headers: copyHeaders(given) })
    const response = await fetch(input, { ...init, headers: trace.headers(given) })
    if (response.headers.get(KEEP_HEADER) === '1') trace.keep()
    return response
  }
  const facts = { method, ...(url && { host: url.host, path: url.pathname }) }
  return trace.call('http', method.toLowerCase(), send, facts)
}
