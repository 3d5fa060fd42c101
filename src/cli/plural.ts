/** Returns a number and its noun: `1 record`, `2 records`. */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
