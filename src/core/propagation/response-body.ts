/**
 * A JSON error body with the trace id in it: `{"error":"…"}` becomes `{"error":"…","traceId":"req_…"}`.
 * The rest stays as it was, byte for byte; what is no JSON object, or has a `traceId`, comes back unchanged.
 */
export function withTraceId(body: string, traceId: string): string {
  const end = body.trimEnd()
  if (!end.endsWith('}')) return body
  const members = parseObject(body)
  if (members === undefined || 'traceId' in members) return body
  const comma = Object.keys(members).length === 0 ? '' : ','
  const space = body.slice(end.length)
  return `${end.slice(0, -1)}${comma}"traceId":${JSON.stringify(traceId)}}${space}`
}

function parseObject(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined // not JSON: not ours to change
  }
}

/** Headers that hold only for the very bytes of a body: beside one of them it must stay as it is. */
export const BOUND_TO_BODY: RegExp =
  /^(content-(encoding|length|md5)|(.+-)?digest|etag|(.+-)?signature(-.+)?)$/i
