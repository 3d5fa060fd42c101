/** Returns the milliseconds of the fastest of several runs: other work on the machine slows the rest down. */
export function fastest(run: () => unknown, times = 5): number {
  let least = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time += 1) {
    const start = process.hrtime.bigint()
    run()
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return least
}
