import { describeTime } from '../describe-range.ts'
import type { LogFlags } from '../log-flags.ts'
import { timeInId } from './find-traces.ts'

const CLOCK_SKEW_MS = 60_000

/**
 * Adds the begin of a trace as `--since`, if its id contains it and log groups are searched.
 * @param since what the caller says of the begin, which wins
 */
export function withBegin<T extends LogFlags>(
  id: string | undefined,
  since: string | undefined,
  flags: T,
): T {
  const isSearched = since === undefined && flags['log-group'] !== undefined
  const begin = isSearched && id !== undefined ? timeInId(id) : undefined
  return begin === undefined ? flags : { ...flags, since: describeTime(begin - CLOCK_SKEW_MS) }
}
