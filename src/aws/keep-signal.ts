import { safeGet } from '../core/lib/safe-get.ts'
import { KEEP_HEADER } from '../core/propagation/outbound.ts'

const MOST_BYTES = 100_000
const SAID = `"${KEEP_HEADER}":"1"`

/** Whether the answer of an invoked function says that it has kept a trace that isn't sampled. */
export function hasKeepSignal(output: unknown): boolean {
  const payload = safeGet(output, 'Payload')
  if (!(payload instanceof Uint8Array) || payload.byteLength > MOST_BYTES) return false
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).includes(SAID)
}
