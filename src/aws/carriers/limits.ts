import type { Carrier } from '../../core/propagation/carrier.ts'

const KB = 1024
const MB = 1024 * KB

/** The size limits of all services, in bytes, and former ones. */
const LIMITS = [256 * KB, 1_024_000, MB, 4 * MB, 5 * MB, 6 * MB, 10 * MB]
/** More than one trace adds, and than AWS counts in addition, such as attribute names. */
const MARGIN = 16 * KB
/** The largest batch of queues, topics and buses. Larger ones are of services with high limits. */
const MAX_SMALL_BATCH = 10
const MIN_LIMIT_OF_LARGE_BATCH = 4 * MB
const MAX_DEPTH = 5

/** Whether AWS might refuse an input for its size if it carried a trace, once or in each entry. */
export function isNearLimit(input: object, carrier: Carrier): boolean {
  const size = sizeOf(input, MAX_DEPTH)
  const entries: number = Object.values(input).find(Array.isArray)?.length ?? 0
  const added = entries > 0 ? entries * JSON.stringify(carrier).length : 0
  const limits =
    entries > MAX_SMALL_BATCH ? LIMITS.filter((limit) => limit >= MIN_LIMIT_OF_LARGE_BATCH) : LIMITS
  return limits.some((limit) => size < limit + MARGIN && size + added > limit - MARGIN)
}

/** Returns the bytes of all texts and binary data in a value. */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value !== 'object' || value === null || depth === 0) return 0
  let size = 0
  for (const member of Object.values(value)) size += sizeOf(member, depth - 1)
  return size
}
