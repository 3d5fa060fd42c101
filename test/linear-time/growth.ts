import { ownTime } from '../fastest.ts'

/** Four times the length takes four times the time, or 16 times if it grows with the square. */
const FACTOR = 4
const MAX_GROWTH = 6
const TRIES = 4
/** Of a short text, which takes microseconds: a busy machine may stop each of a few. */
const MANY_TRIES = 50
/** Characters in which a pattern that tries all ways to part a text takes a million steps. */
const FEW = 20
/** Milliseconds. A thread's own time is counted in steps of some of them. */
const ENOUGH = 40

/**
 * Whether the time of `run` grows by more than six for four times the length. Each measure is taken
 * several times, and the least counts: whatever else the machine does makes it longer.
 * @param make returns what `run` takes, of a length
 * @param little milliseconds: less than a step for each pair of parts would take
 */
export function grows<T>(
  run: (given: T) => unknown,
  make: (length: number) => T,
  length: number,
  little: number,
): boolean {
  const runs = (given: T) => () => run(given)
  // A time that doubles with each character would not end for a longer text.
  if (leastTime(runs(make(FEW)), little, MANY_TRIES) > little) return true
  const long = runs(make(FACTOR * length))
  const time = leastTime(long, little)
  if (time <= little) return false
  const short = runs(make(length))
  const isSuspect = time / leastTime(short) > MAX_GROWTH && leastGrowth(short, long) > MAX_GROWTH
  // On a busy machine, short times are measured wrongly more than once.
  return isSuspect && leastGrowth(long, runs(make(FACTOR * FACTOR * length))) > MAX_GROWTH
}

/** Returns the least milliseconds of several runs, or the first that is no more than `enough`. */
function leastTime(run: () => unknown, enough = 0, tries = TRIES): number {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < tries && least > enough; times += 1) {
    const start = performance.now()
    run()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

/** Returns the least growth of the thread's own time. */
function leastGrowth(short: () => unknown, long: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < TRIES && least > MAX_GROWTH; times += 1)
    least = Math.min(least, ownGrowth(short, long))
  return least
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
