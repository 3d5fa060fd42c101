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

const MIN_MS = 20
const MIN_SHARE = 0.1
const MAX_GAPS = 3

/**
 * Returns the longest gaps, of at least a tenth of the trace. A step without child steps has no gaps.
 */
export function findGaps(records: readonly RequestRecord[]): Gap[] {
  const trees = buildTrees(records)
  const longest = greatest([0, ...trees.map(({ record }) => record.duration ?? 0)])
  return allSteps(trees)
    .flatMap(gapsWithin)
    .filter(({ duration }) => duration >= Math.max(MIN_MS, longest * MIN_SHARE))
    .sort((a, b) => b.duration - a.duration)
    .slice(0, MAX_GAPS)
}

function gapsWithin({ record, children }: Step): Gap[] {
  if (children.length === 0) return []
  const steps = children.map((child) => child.record).sort((a, b) => beginOf(a) - beginOf(b))
  const gaps: Gap[] = []
  let covered = beginOf(record)
  let after: string | undefined
  for (const step of steps) {
    gaps.push({ within: record, after, before: stepName(step), duration: beginOf(step) - covered })
    if (endOf(step) > covered) after = stepName(step)
    covered = Math.max(covered, endOf(step))
  }
  gaps.push({ within: record, after, before: undefined, duration: endOf(record) - covered })
  return gaps
}
