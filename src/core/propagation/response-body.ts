import { parseObject } from '../lib/parse-object.ts'

/**
 * Adds the trace id to a JSON object: `{"error":"…"}` becomes `{"error":"…","traceId":"req_…"}`. The
 * rest stays as it was, byte for byte. Any other text, and an object with a `traceId`, is returned
 * unchanged.
 */
export function withTraceId(body: string, traceId: string): string {
  const end = body.trimEnd()
  if (!end.endsWith('}')) return body
  const members = parseObject(body)
  if (members === undefined || 'traceId' in members) return body
  const rest = end.slice(0, -1)
  const comma = rest.trimEnd().endsWith('{') ? '' : ','
  const space = body.slice(end.length)
  return `${rest}${comma}"traceId":${JSON.stringify(traceId)}}${space}`
}

// Headers that are only true for a body's exact bytes.
const BOUND_TO_BODY = /^(content-(encoding|length|md5|range)|etag)$|(^|-)(digest$|signature(-|$))/i

/**
 * Whether a member may be added to a body, by its `content-type` and the names of its headers: it must
 * be JSON, and no header may be true for its exact bytes only.
 */
export function isExtensibleJson(type: string, headerNames: readonly string[]): boolean {
  return (
    /^[^;]*[/+]json\s*(;|$)/i.test(type) && !headerNames.some((name) => BOUND_TO_BODY.test(name))
  )
}
