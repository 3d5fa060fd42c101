import { safeGet } from '../core/lib/safe-get.ts'
import { KEEP_HEADER } from '../core/propagation/outbound.ts'

const MAX_BYTES = 100_000
const KEEP_MEMBER = `"${KEEP_HEADER}":"1"`

/** Whether an invoked function answers that it keeps its records of a trace that is not sampled. */
export function hasKeepSignal(output: unknown): boolean {
  const payload = safeGet(output, 'Payload')
  if (!(payload instanceof Uint8Array) || payload.byteLength > MAX_BYTES) return false
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).includes(KEEP_MEMBER)
}
