import { ownTime } from '../fastest.ts'

const SHORT = 4_000
/** Four times the length takes four times the time, or 16 times if it grows with the square. */
const FACTOR = 4
export const MAX_GROWTH = 6
const QUICK_TRIES = 3
const THOROUGH_TRIES = 6
/** Milliseconds. The thread's own time counts in steps of some of them. */
const ENOUGH = 60

/**
 * Returns by what factor the time of `run` grows for four times the length: the least of some tries,
 * since other work on the machine slows it down.
 * @param make returns what `run` takes, of a length
 */
export function growthOf<T>(
  run: (given: T) => unknown,
  make: (length: number) => T,
  length: number = SHORT,
): number {
  const [short, long] = [make(length), make(FACTOR * length)]
  const runShort = (): unknown => run(short)
  const runLong = (): unknown => run(long)
  runShort() // the first run is slower
  return (
    leastOf(QUICK_TRIES, () => wallTimeOf(runLong) / wallTimeOf(runShort)) ??
    leastOf(THOROUGH_TRIES, () => ownGrowth(runShort, runLong)) ??
    Number.POSITIVE_INFINITY
  )
}

/** Returns the first growth that is accepted; `undefined` if none of the tries has one. */
function leastOf(tries: number, measure: () => number): number | undefined {
  for (let time = 0; time < tries; time += 1) {
    const growth = measure()
    if (growth <= MAX_GROWTH) return growth
  }
  return undefined
}

function wallTimeOf(run: () => unknown): number {
  const start = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - start)
}

/** Measures both in turn, so that what slows the machine down slows both. */
function ownGrowth(runShort: () => unknown, runLong: () => unknown): number {
  let [short, long] = [0, 0]
  while (long < ENOUGH) {
    const start = ownTime()
    runLong()
    const between = ownTime()
    for (let time = 0; time < FACTOR; time += 1) runShort()
    long += between - start
    short += (ownTime() - between) / FACTOR
  }
  return long / short
}
