import { writeError } from '../core/platform/stdout.ts'

/**
 * Returns a function that makes what traces a handler of the other router, once. The first time, it says
 * on stderr which wrapper is the right one.
 */
export function onceWarned<T>(warning: string, make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    if (made === undefined) {
      writeError(`hoptrace: ${warning}`)
      made = { value: make() }
    }
    return made.value
  }
}
