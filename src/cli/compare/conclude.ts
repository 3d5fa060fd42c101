import { plural } from '../plural.ts'
import type { Periods } from './periods.ts'
import type { StepChange } from './steps.ts'

/** How many requests there are. */
export interface RequestCounts {
  readonly before: number
  readonly after: number
  /** The later ones that are odd by any outcome. */
  readonly odd: number
}

const FEW_ODD = 30
const MIN_Z = 5
const MIN_GROWTH = 0.1

/** The most steps of a report. */
export const MAX_STEPS = 5

/** Whether a step takes longer by more than chance. */
export function isGrown({ before, after, z }: StepChange): boolean {
  return z >= MIN_Z && after - before > before * MIN_GROWTH
}

/** Returns why an answer may be wrong. */
export function doubtsOf(
  { before, after, odd }: RequestCounts,
  { before: range }: Periods,
): string[] {
  const few = `Only ${plural(odd, 'odd request')}: with so few, chance may look like a cause`
  const none = 'No earlier requests to compare with'
  return [
    ...(odd > 0 && odd < FEW_ODD ? [few] : []),
    ...(before === 0 && after > 0 && range !== undefined ? [none] : []),
  ]
}
