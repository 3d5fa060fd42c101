/** Returns a command line with these flags. No value can become another flag or an argument. */
export function wordsOf(flags: object): string[] {
  return Object.entries(flags).flatMap(([name, value]) =>
    [value].flat().flatMap((one: unknown) => {
      if (one === undefined || one === false) return []
      return one === true ? `--${name}` : `--${name}=${String(one)}`
    }),
  )
}
