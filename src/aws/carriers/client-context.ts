import { member } from '../../core/member.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import type { Carry } from './carry.ts'
import { parseObject } from './json-member.ts'
import { isStale } from './stale.ts'

/** Of base64. */
const MOST_BYTES = 3_583

/** Has a synchronous invocation of a function carry the trace in its client context, beside the caller's own. */
export const inClientContext: Carry = (input, carrier) => {
  const given = contextOf(input.ClientContext)
  const custom = member(given, 'custom') ?? {}
  if (given === undefined || typeof custom !== 'object' || hasOwn(custom, carrier)) return input
  const fields = Object.entries(carrier)
  while (fields.length > 0) {
    const context = { ...given, custom: { ...custom, _trace: Object.fromEntries(fields) } }
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64')
    if (ClientContext.length <= MOST_BYTES) return { ...input, ClientContext }
    fields.pop() // what is needed least
  }
  return input
}

/** Whether a trace is there that the caller has not merely handed on. */
function hasOwn(custom: object, carrier: Carrier): boolean {
  const given = member(custom, '_trace')
  return given !== undefined && !isStale((name) => member(given, name), carrier)
}

function contextOf(given: unknown): object | undefined {
  if (given === undefined) return {}
  return typeof given === 'string'
    ? parseObject(Buffer.from(given, 'base64').toString())
    : undefined
}
