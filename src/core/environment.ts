/** An environment variable's value; an empty one counts as unset. `undefined` where a host has no environment. */
export function environment(name: string): string | undefined {
  return (typeof process === 'undefined' ? undefined : process.env?.[name]) || undefined
}

/** The most memory that the process has used, in MB; `undefined` where a host doesn't tell. */
export function peakMemory(): number | undefined {
  if (typeof process === 'undefined') return undefined
  const { maxRSS } = process.resourceUsage?.() ?? {}
  return maxRSS === undefined ? undefined : Math.round(maxRSS / 1024)
}
