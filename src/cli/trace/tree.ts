import type { RequestRecord } from './records.ts'

/** A request, hop or call of a trace, with the steps within it. */
export interface Step {
  /** The record of the step's end. */
  readonly record: RequestRecord
  readonly children: readonly Step[]
}

/**
 * Rebuilds the trees of a trace from `spanId`, `parentId` and `timestamp`. Steps are in the order in
 * which they ended. Span ids order steps of the same millisecond.
 */
export function buildTrees(records: readonly RequestRecord[]): Step[] {
  const ends = records.filter(isEnd).sort(byTime)
  const known = new Set(ends.map(({ spanId }) => spanId))
  const childrenOf = (parentId: string): Step[] =>
    ends
      .filter((record) => record.parentId === parentId && record.spanId !== parentId)
      .map((record) => ({ record, children: childrenOf(record.spanId) }))
  return ends
    .filter(({ parentId }) => parentId === undefined || !known.has(parentId))
    .map((record) => ({ record, children: childrenOf(record.spanId) }))
}

/** Returns the name of a step: of a hop its own, else the action. */
export function stepName({ phase, hopName, action }: RequestRecord): string {
  return phase === 'hop' ? (hopName ?? action) : action
}

/** Returns the steps of trees as a list, each before the steps within it. */
export function flatten(
  steps: readonly Step[],
  depth = 0,
): { record: RequestRecord; depth: number }[] {
  return steps.flatMap(({ record, children }) => [
    { record, depth },
    ...flatten(children, depth + 1),
  ])
}

function isEnd({ phase, hopResult }: RequestRecord): boolean {
  return phase === 'complete' || phase === 'call' || (phase === 'hop' && hopResult !== 'start')
}

function byTime(a: RequestRecord, b: RequestRecord): number {
  return a.timestamp.localeCompare(b.timestamp) || a.spanId.localeCompare(b.spanId)
}
