import type { Carrier } from '../../core/propagation/carrier.ts'

const KB = 1024
const MB = 1024 * KB

/** The bytes that a message, a record or a batch may have: of one service or the other, now or formerly. */
const LIMITS = [256 * KB, 1_024_000, MB, 4 * MB, 5 * MB, 6 * MB, 10 * MB]
/** More than a trace adds once, and than what is counted otherwise here: names, and what is no part of a message. */
const MARGIN = 16 * KB
/** Queues, topics and buses, whose limits are the low ones, take so many entries at once. */
const FEW = 10
const LEAST_OF_MANY = 4 * MB
const DEPTH = 5

/** Whether an input is so near to a limit that AWS might refuse it with a trace in it, or in each of its entries. */
export function isNearLimit(input: object, carrier: Carrier): boolean {
  const size = sizeOf(input, DEPTH)
  const entries: number = Object.values(input).find(Array.isArray)?.length ?? 0
  const added = entries > 0 ? entries * JSON.stringify(carrier).length : 0
  const limits = entries > FEW ? LIMITS.filter((limit) => limit >= LEAST_OF_MANY) : LIMITS
  return limits.some((limit) => size < limit + MARGIN && size + added > limit - MARGIN)
}

/** The bytes of all texts and data in a value. */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value !== 'object' || value === null || depth === 0) return 0
  let size = 0
  for (const member of Object.values(value)) size += sizeOf(member, depth - 1)
  return size
}
