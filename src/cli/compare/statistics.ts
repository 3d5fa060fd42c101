/** Returns the G of a count against the expected one: how far it is off, in units of chance. */
export function gOf(seen: number, expected: number): number {
  if (seen === 0) return 2 * expected
  return 2 * (seen * Math.log(seen / expected) - (seen - expected))
}

/** Returns the probability that chance alone makes a G as large, with one degree of freedom. */
export function chanceOf(g: number): number {
  return complementaryError(Math.sqrt(Math.max(g, 0) / 2))
}

/** The complementary error function, to 1.2e-7 of its value (Numerical Recipes, `erfcc`). */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2)
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ]
  const exponent = coefficients.reduceRight((sum, one) => sum * t + one, 0)
  return t * Math.exp(-x * x + exponent)
}

/** Returns the middle of numbers, 0 of none. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Returns Kendall's tau of a series against time: 1 if it only rises, -1 if it only falls. */
export function kendallOf(series: readonly number[]): number {
  const pairs = (series.length * (series.length - 1)) / 2
  let sum = 0
  series.forEach((later, index) => {
    for (const earlier of series.slice(0, index)) sum += Math.sign(later - earlier)
  })
  return pairs === 0 ? 0 : sum / pairs
}
