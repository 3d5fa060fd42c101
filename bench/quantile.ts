/** The value below which a share `p` of the values lies, interpolated. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * p
  const low = sorted[Math.floor(position)] ?? Number.NaN
  const high = sorted[Math.ceil(position)] ?? Number.NaN
  return low + (high - low) * (position % 1)
}

/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
