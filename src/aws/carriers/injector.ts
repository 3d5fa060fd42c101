import { safeList } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isNearLimit } from './limits.ts'

/** The input of a command, or an entry of it. */
export type Input = Readonly<Record<string, unknown>>

/** Returns a copy of an input that carries a trace, or the input itself if it can't carry one. */
export type Injector = (input: Input, carrier: Carrier) => Input

/** Returns an injector for each entry of a batch. A batch near a size limit is left as it is. */
export function injectEach(name: string, injector: Injector): Injector {
  return (input, carrier) => {
    const given = input[name]
    if (!Array.isArray(given) || isNearLimit(input, carrier)) return input
    const entries = safeList(given).map((entry) => injectEntry(entry, injector, carrier))
    return { ...input, [name]: entries }
  }
}

/** Returns an injector for a member that is an object. */
export function injectMember(name: string, injector: Injector): Injector {
  return (input, carrier) => ({ ...input, [name]: injectEntry(input[name], injector, carrier) })
}

function injectEntry(entry: unknown, injector: Injector, carrier: Carrier): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  return injector(withOwnMembers(entry as Input), carrier)
}

/**
 * Returns an input whose members are all its own, so that it can be copied. The SDK also reads
 * members that an instance inherits from its class, such as getters.
 */
export function withOwnMembers(input: Input): Input {
  const prototype: unknown = Object.getPrototypeOf(input)
  if (prototype === null || prototype === Object.prototype) return input
  const members: Record<string, unknown> = {}
  for (let from = input; from && from !== Object.prototype; from = Object.getPrototypeOf(from))
    for (const name of Object.getOwnPropertyNames(from)) {
      const value = input[name]
      if (typeof value !== 'function') members[name] ??= value
    }
  return members
}
