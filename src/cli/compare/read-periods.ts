import { UsageError } from '../cli-error.ts'
import { parseDuration, readRange } from '../time.ts'
import { chooseVersion } from './choose-version.ts'
import { type FindPeriods, isOddChosen, type RequestChoice } from './periods.ts'

const MIN_BEFORE_MS = 6 * 3_600_000

/** The flags that choose what is compared with what. */
interface PeriodFlags {
  readonly since?: string
  readonly until?: string
  readonly with?: string
  readonly version?: string
}

/**
 * Reads the flags of the periods.
 * @returns a function that returns the periods
 * @throws UsageError if the flags leave open what is compared
 */
export function readPeriods(flags: PeriodFlags, choice: RequestChoice, now: number): FindPeriods {
  const after = readRange(flags, now)
  const { version, with: other } = flags
  if (version !== undefined) {
    return ({ versions }) => {
      const choose = (given: string): string => {
        return versions === undefined ? given : chooseVersion(given, versions)
      }
      const before = other === undefined ? undefined : choose(other)
      return { after, before: after, versions: { after: choose(version), before } }
    }
  }
  const shift = parseDuration('--with', other)
  const { since, until } = after
  if (since === undefined) {
    if (shift === undefined && isOddChosen(choice)) return () => ({ after, before: undefined })
    const remedy = 'pass --since or --version, or --slow, --errors or --status'
    throw new UsageError(`Nothing to compare with: ${remedy}`)
  }
  return ({ last = now }) => {
    const end = Math.min(until ?? now, last)
    if (shift !== undefined) {
      return { after, before: { since: since - shift, until: end - shift } }
    }
    const length = Math.max(end - since, MIN_BEFORE_MS)
    return { after, before: { since: since - length, until: since - 1 } }
  }
}
