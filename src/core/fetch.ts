import type { Trace } from './trace.ts'

/** `fetch` as a call of the trace: logged with method, host, path and status, never the query. */
export function tracedFetch(
  trace: Trace,
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const request = input instanceof Request ? input : undefined
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase()
  const given = init?.headers ?? request?.headers
  return trace.call(
    'http',
    method.toLowerCase(),
    // The headers are made inside the call, whose span is the receiver's parent.
    () => fetch(input, { ...init, headers: trace.headers(given) }),
    { method, ...target(request?.url ?? String(input)) },
  )
}

function target(url: string): { host: string; path: string } | undefined {
  if (!URL.canParse(url)) return undefined // fetch itself says what is wrong with it
  const { host, pathname } = new URL(url)
  return { host, path: pathname }
}
