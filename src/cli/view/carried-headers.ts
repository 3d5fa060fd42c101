import { w3cFromTraceId } from '../../core/propagation/trace-id.ts'
import type { RequestRecord } from '../../lines/record.ts'

/**
 * Returns the headers that name a request's caller.
 * @param isOwnCaller whether the caller is a step of the trace, which sends its span beside the id
 */
export function carriedHeaders(
  { traceId, parentId, w3cTraceId, xrayTraceId }: RequestRecord,
  isOwnCaller: boolean,
): [string, string][] {
  if (parentId === undefined) return []
  const w3c = w3cTraceId ?? w3cFromTraceId(traceId)
  const headers: [string, string][] = [['x-trace-id', traceId]]
  if (isOwnCaller) headers.push(['x-trace-parent', parentId])
  if (w3c !== undefined) headers.push(['traceparent', `00-${w3c}-${parentId}-01`])
  if (xrayTraceId !== undefined) headers.push(['x-amzn-trace-id', `Root=${xrayTraceId}`])
  return headers
}
