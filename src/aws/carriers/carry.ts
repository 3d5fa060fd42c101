import { listOf } from '../../core/member.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isNearLimit } from './limits.ts'

/** A command's input, or an entry of it; what its members hold is not known. */
export type Input = Readonly<Record<string, unknown>>

/** A copy of an input that carries a trace; the same input, where there is no place for one. */
export type Carry = (input: Input, carrier: Carrier) => Input

/** Has each entry of a batch carry the trace. */
export function inEach(name: string, carry: Carry): Carry {
  return (input, carrier) => ({
    ...input,
    [name]: listOf(input[name]).map((entry) => inEntry(entry, carry, carrier)),
  })
}

/** Has a member that is an object carry the trace. */
export function inMember(name: string, carry: Carry): Carry {
  return (input, carrier) => ({ ...input, [name]: inEntry(input[name], carry, carrier) })
}

function inEntry(entry: unknown, carry: Carry, carrier: Carrier): unknown {
  if (typeof entry !== 'object' || entry === null || isNearLimit(entry, carrier)) return entry
  return carry(entry as Input, carrier)
}
