/** Returns the key of an object that has this lower-case name, in any case: for HTTP headers. */
export function findKey(bag: object, name: string): string | undefined {
  for (const key in bag) {
    if (key.length === name.length && key.toLowerCase() === name) return key
  }
  return undefined
}
