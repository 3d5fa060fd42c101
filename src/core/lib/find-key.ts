/** Returns the key of an object that has this lower-case name, in any case: for HTTP headers. */
export function findKey(bag: object, name: string): string | undefined {
  for (const key of Object.keys(bag)) if (isNamed(key, name)) return key
  return undefined
}

/** Whether a key is this lower-case name, in any case. */
export function isNamed(key: string, name: string): boolean {
  return key.length === name.length && key.toLowerCase() === name
}
