import { safeList } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isNearLimit } from './limits.ts'

/** A command's input, or an entry of it; what its members hold is not known. */
export type Input = Readonly<Record<string, unknown>>

/** A copy of an input that carries a trace; the same input, where there is no place for one. */
export type Injector = (input: Input, carrier: Carrier) => Input

/** Has each entry of a batch carry the trace, unless that might make the batch too large. */
export function inEach(name: string, carry: Injector): Injector {
  return (input, carrier) => {
    const given = input[name]
    if (!Array.isArray(given) || isNearLimit(input, carrier)) return input
    const entries = safeList(given).map((entry) => inEntry(entry, carry, carrier))
    return { ...input, [name]: entries }
  }
}

/** Has a member that is an object carry the trace. */
export function inMember(name: string, carry: Injector): Injector {
  return (input, carrier) => ({ ...input, [name]: inEntry(input[name], carry, carrier) })
}

function inEntry(entry: unknown, carry: Injector, carrier: Carrier): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  return carry(withOwnMembers(entry as Input), carrier)
}

/** An input that can be copied: the SDK also reads what an instance has from its class, such as by a getter. */
export function withOwnMembers(input: Input): Input {
  const kind: unknown = Object.getPrototypeOf(input)
  if (kind === null || kind === Object.prototype) return input
  const members: Record<string, unknown> = {}
  for (let from = input; from && from !== Object.prototype; from = Object.getPrototypeOf(from))
    for (const name of Object.getOwnPropertyNames(from)) {
      const value = input[name]
      if (typeof value !== 'function') members[name] ??= value
    }
  return members
}
