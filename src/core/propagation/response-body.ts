import { parseObject } from '../lib/parse-object.ts'
import { safeGet } from '../lib/safe-get.ts'

/**
 * Adds the trace id to a JSON object: `{"error":"…"}` becomes `{"error":"…","traceId":"req_…"}`. The
 * rest stays as it was, byte for byte. Any other text, an object with a `traceId`, and one of a protocol
 * are returned unchanged.
 */
export function withTraceId(body: string, traceId: string): string {
  const end = body.trimEnd()
  if (!end.endsWith('}')) return body
  const members = parseObject(body)
  if (members === undefined || 'traceId' in members || isOfProtocol(members)) return body
  const rest = end.slice(0, -1)
  const comma = rest.trimEnd().endsWith('{') ? '' : ','
  const space = body.slice(end.length)
  return `${rest}${comma}"traceId":${JSON.stringify(traceId)}}${space}`
}

/** Whether an object is an answer of GraphQL, JSON-RPC, tRPC or oRPC, which define its members. */
function isOfProtocol(members: object): boolean {
  const error = safeGet(members, 'error')
  return (
    ['errors', 'data', 'jsonrpc', 'json'].some((name) => name in members) ||
    Number(safeGet(error, 'code')) < 0 ||
    safeGet(error, 'json') !== undefined
  )
}

// Headers that are only true for a body's exact bytes.
const BOUND_TO_BODY = /^(content-(encoding|length|md5|range)|etag)$|(^|-)(digest$|signature(-|$))/i

/**
 * Whether a member may be added to a body, by its `content-type` and the names of its headers: it must
 * be plain JSON or `application/problem+json`, and no header may be true for its exact bytes only.
 */
export function isExtensibleJson(type: string, headerNames: readonly string[]): boolean {
  return (
    /^[^;+]*\/(problem\+)?json\s*(;|$)/i.test(type) &&
    !headerNames.some((name) => BOUND_TO_BODY.test(name))
  )
}
