/**
 * Returns the milliseconds of the fastest of several runs. They are this thread's own time, which
 * doesn't grow with what else the machine does. It counts in steps of some milliseconds.
 */
export function fastest(run: () => unknown, times = 5): number {
  let least = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time += 1) {
    const start = ownTime()
    run()
    least = Math.min(least, ownTime() - start)
  }
  return least
}

/** Returns the milliseconds that this thread has run for. */
export function ownTime(): number {
  // Node 22 has no time of a thread.
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1000
}
