/** The response of one of this site's own routes. */
export interface ApiResponse {
  /** Whether the HTTP status is a 2xx. */
  readonly ok: boolean
  /** The HTTP status; `undefined` if no response arrived. */
  readonly status: number | undefined
  /** The members of the JSON object in the body; none if the body is anything else. */
  readonly body: Readonly<Record<string, unknown>>
  /** The trace id of the request: the body's `traceId`, else the header `x-trace-id`. */
  readonly traceId: string | undefined
}

/** Sends a GET request to one of this site's own routes. Never throws. */
export function get(path: string, signal: AbortSignal): Promise<ApiResponse> {
  return send(path, { signal })
}

/** Sends a POST request with JSON to one of this site's own routes. Never throws. */
export function post(path: string, payload: object, signal: AbortSignal): Promise<ApiResponse> {
  const headers = { 'content-type': 'application/json' }
  return send(path, { method: 'POST', headers, body: JSON.stringify(payload), signal })
}

async function send(path: string, init: RequestInit): Promise<ApiResponse> {
  try {
    const response = await fetch(path, init)
    const body = parseObject(await response.text())
    const traceId = nonEmptyText(body.traceId) ?? nonEmptyText(response.headers.get('x-trace-id'))
    return { ok: response.ok, status: response.status, body, traceId }
  } catch {
    return { ok: false, status: undefined, body: {}, traceId: undefined }
  }
}

/** Returns the value if it is a text that is not empty. */
export function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
