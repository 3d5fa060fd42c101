/** An environment variable's value; an empty one counts as unset. `undefined` where a host has no environment. */
export function environment(name: string): string | undefined {
  return (typeof process === 'undefined' ? undefined : process.env?.[name]) || undefined
}
