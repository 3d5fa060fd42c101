import type { RequestRecord } from './records.ts'
import { endOf, startOf } from './span-bars.ts'
import { buildTrees, type Step, stepName } from './tree.ts'

/** A time within a step in which none of the steps that it contains ran. */
export interface Gap {
  /** The step that contains it. */
  readonly within: RequestRecord
  /** The steps around it; none at the begin and the end. */
  readonly after: string | undefined
  readonly before: string | undefined
  /** Milliseconds. */
  readonly duration: number
}

const LEAST_MS = 20
const LEAST_SHARE = 0.1
const MOST = 3

/**
 * The longest times that no step explains, of a tenth of the trace or more.
 * Steps that contain none are not looked into: they explain themselves.
 */
export function findGaps(records: readonly RequestRecord[]): Gap[] {
  const trees = buildTrees(records)
  const longest = Math.max(0, ...trees.map(({ record }) => record.duration ?? 0))
  return trees
    .flatMap(gapsWithin)
    .filter(({ duration }) => duration >= Math.max(LEAST_MS, longest * LEAST_SHARE))
    .sort((a, b) => b.duration - a.duration)
    .slice(0, MOST)
}

function gapsWithin({ record, children }: Step): Gap[] {
  if (children.length === 0) return []
  const steps = children.map((child) => child.record).sort((a, b) => startOf(a) - startOf(b))
  const gaps: Gap[] = []
  let covered = startOf(record)
  let after: string | undefined
  for (const step of steps) {
    gaps.push({ within: record, after, before: stepName(step), duration: startOf(step) - covered })
    if (endOf(step) > covered) after = stepName(step)
    covered = Math.max(covered, endOf(step))
  }
  gaps.push({ within: record, after, before: undefined, duration: endOf(record) - covered })
  return [...gaps, ...children.flatMap(gapsWithin)]
}
