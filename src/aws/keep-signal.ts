import { parseObject } from '../core/lib/parse-object.ts'
import { safeGet, safeList } from '../core/lib/safe-get.ts'
import { KEEP_HEADER } from '../core/propagation/outbound.ts'

const MAX_BYTES = 100_000

/** Whether an invoked function answers that it keeps its records of a trace that is not sampled. */
export function hasKeepSignal(output: unknown): boolean {
  const payload = safeGet(output, 'Payload')
  if (!(payload instanceof Uint8Array) || payload.byteLength > MAX_BYTES) return false
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  // Few answers have the header, so that few are parsed.
  if (!bytes.includes(KEEP_HEADER)) return false
  const answer = parseObject(bytes.toString())
  return ['headers', 'multiValueHeaders'].some((name) => isKept(safeGet(answer, name)))
}

// Not anywhere else in the answer, which may repeat what a caller has sent.
function isKept(headers: unknown): boolean {
  const value = safeGet(headers, KEEP_HEADER)
  return value === '1' || safeList(value).includes('1')
}
