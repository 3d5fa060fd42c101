/** Returns the key of an object that has this lower-case name, in any case: for HTTP headers. */
export function findKey(bag: object, name: string): string | undefined {
  return findIn(Object.keys(bag), name)
}

/** Returns the first of these keys that is this lower-case name, in any case. */
export function findIn(keys: readonly string[], name: string): string | undefined {
  return keys.find((key) => key.length === name.length && key.toLowerCase() === name)
}
