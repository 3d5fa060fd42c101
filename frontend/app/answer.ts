/** What came back from one of this site's own routes. */
export interface Answer {
  /** Whether the HTTP status is a 2xx. */
  readonly ok: boolean
  /** The HTTP status; undefined when no answer arrived. */
  readonly status: number | undefined
  /** The fields of the JSON object in the body; none when the body is anything else. */
  readonly body: Readonly<Record<string, unknown>>
  /** The id of the request's trace: the body's `traceId`, else the `x-trace-id` header. */
  readonly traceId: string | undefined
}

/** Gets one of this site's own routes; never throws. */
export function get(path: string, signal: AbortSignal): Promise<Answer> {
  return ask(path, { signal })
}

/** Posts JSON to one of this site's own routes; never throws. */
export function post(path: string, payload: object, signal: AbortSignal): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(payload), signal })
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(path, init)
    const body = parseObject(await response.text())
    const traceId = text(body.traceId) ?? text(response.headers.get('x-trace-id'))
    return { ok: response.ok, status: response.status, body, traceId }
  } catch {
    return { ok: false, status: undefined, body: {}, traceId: undefined }
  }
}

/** The value, if it is a text that is not empty. */
export function text(value: unknown): string | undefined {
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
