import type { RequestSummary } from '../cli/live/request-summary.ts'

/** A range of durations, in milliseconds. The end doesn't belong to it. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The requests of an action whose durations are in a range. */
export interface Bucket extends Range {
  readonly count: number
  readonly failed: number
}

/** The durations of an action. */
export interface ActionDurations {
  readonly action: string
  readonly count: number
  readonly failed: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly buckets: readonly Bucket[]
}

const EDGES = [1, 10, 100, 1_000, 10_000].flatMap((one) => [one, 2 * one, 5 * one])
const RANGES: readonly Range[] = [0, ...EDGES].map((from, index) => ({
  from,
  to: EDGES[index] ?? Number.POSITIVE_INFINITY,
}))
const MAX_ACTIONS = 20

/**
 * Returns the durations of each action, those of the most requests first. The ranges are the same for all
 * actions, from the first to the last one that has a request.
 */
export function durationsByAction(requests: readonly RequestSummary[]): ActionDurations[] {
  const ended = requests.filter(({ duration }) => duration !== undefined)
  const used = ended.map(rangeIndex)
  const first = used.reduce((one, other) => Math.min(one, other), RANGES.length)
  const last = used.reduce((one, other) => Math.max(one, other), 0)
  const ranges = RANGES.slice(first, last + 1)
  return [...Map.groupBy(ended, ({ action }) => action)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_ACTIONS)
    .map(([action, own]) => durationsOf(action, own, ranges))
}

function durationsOf(
  action: string,
  requests: readonly RequestSummary[],
  ranges: readonly Range[],
): ActionDurations {
  const byRange = Map.groupBy(requests, (request) => RANGES[rangeIndex(request)])
  const buckets = ranges.map((range) => {
    const own = byRange.get(range) ?? []
    return { ...range, count: own.length, failed: own.filter(isFailed).length }
  })
  const sorted = requests.map(({ duration = 0 }) => duration).sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
  const failed = requests.filter(isFailed).length
  return { action, count: requests.length, failed, p50: at(0.5), p95: at(0.95), buckets }
}

function rangeIndex({ duration = 0 }: RequestSummary): number {
  const index = EDGES.findIndex((edge) => duration < edge)
  return index === -1 ? EDGES.length : index
}

function isFailed({ level }: RequestSummary): boolean {
  return level !== 'info'
}
