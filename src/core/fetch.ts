import { copyHeaders } from './propagation/outbound.ts'
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
  const send = (): Promise<Response> => {
    const headers = isTarget(url, targets) ? trace.headers(given) : copyHeaders(given)
    return fetch(input, { ...init, headers })
  }
  const facts = { method, ...(url && { host: url.host, path: url.pathname }) }
  return trace.call('http', method.toLowerCase(), send, facts)
}
