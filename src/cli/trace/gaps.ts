import type { RequestRecord } from '../../lines/record.ts'
import { greatest } from './extent.ts'
import { beginOf, endOf } from './step-times.ts'
import { allSteps, buildTrees, type Step, stepName } from './tree.ts'

/** A time within a step in which none of its child steps ran. */
export interface Gap {
  /** The step that contains the gap. */
  readonly within: RequestRecord
  /** The child step before the gap. `undefined` at the begin. */
  readonly after: string | undefined
  /** The child step after the gap. `undefined` at the end. */
  readonly before: string | undefined
  /** Milliseconds. */
  readonly duration: number
}

/** A gap, and where it stands. */
export interface PlacedGap {
  readonly gap: Gap
  /** Milliseconds since 1970. */
  readonly begin: number
  /** The child step after the gap. `undefined` at the end. */
  readonly next: RequestRecord | undefined
}

const MIN_MS = 20
const MIN_SHARE = 0.1
const MAX_GAPS = 3

/**
 * Returns the longest gaps, of at least a tenth of the trace. A step without child steps has no gaps.
 */
export function findGaps(records: readonly RequestRecord[]): Gap[] {
  return placedGaps(records).map(({ gap }) => gap)
}

/** Returns the gaps that `findGaps` returns, and where they stand. */
export function placedGaps(records: readonly RequestRecord[]): PlacedGap[] {
  const trees = buildTrees(records)
  const longest = greatest([0, ...trees.map(({ record }) => record.duration ?? 0)])
  return allSteps(trees)
    .flatMap(gapsWithin)
    .filter(({ gap }) => gap.duration >= Math.max(MIN_MS, longest * MIN_SHARE))
    .sort((a, b) => b.gap.duration - a.gap.duration)
    .slice(0, MAX_GAPS)
}

function gapsWithin({ record, children }: Step): PlacedGap[] {
  if (children.length === 0) return []
  const steps = children.map((child) => child.record).sort((a, b) => beginOf(a) - beginOf(b))
  const gaps: PlacedGap[] = []
  let covered = beginOf(record)
  let after: string | undefined
  const add = (next: RequestRecord | undefined, end: number): void => {
    const before = next && stepName(next)
    const gap = { within: record, after, before, duration: end - covered }
    gaps.push({ gap, begin: covered, next })
  }
  for (const step of steps) {
    add(step, beginOf(step))
    if (endOf(step) > covered) after = stepName(step)
    covered = Math.max(covered, endOf(step))
  }
  add(undefined, endOf(record))
  return gaps
}
