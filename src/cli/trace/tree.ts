import type { RequestRecord } from './records.ts'

/** A request, hop or call of a trace, with the steps within it. */
export interface Step {
  /** The record of the step's end. */
  readonly record: RequestRecord
  readonly children: readonly Step[]
}

/** Deeper steps are listed beside the step that contains them. */
const MAX_DEPTH = 100

/**
 * Rebuilds the trees of a trace from `spanId`, `parentId` and `timestamp`. Steps are in the order in
 * which they ended. Span ids order steps of the same millisecond. If several records have the same
 * span id, the first one contains the steps within it.
 */
export function buildTrees(records: readonly RequestRecord[]): Step[] {
  const ends = records.filter(isEnd).sort(byTime)
  const known = new Set(ends.map(({ spanId }) => spanId))
  const byParent = Map.groupBy(
    ends.filter(({ spanId, parentId }) => parentId !== spanId),
    ({ parentId }) => parentId,
  )
  const roots = ends
    .filter(({ parentId }) => parentId === undefined || !known.has(parentId))
    .map((record) => ({ record, children: [] }))
  const open: OpenStep[] = roots.map((step) => ({ spanId: step.record.spanId, step, depth: 1 }))
  // No recursion: a log can hold a tree of any depth.
  for (const { spanId, step, depth } of open) {
    for (const record of byParent.get(spanId) ?? []) {
      const child = { record, children: [] }
      step.children.push(child)
      const lister = depth < MAX_DEPTH ? { step: child, depth: depth + 1 } : { step, depth }
      open.push({ spanId: record.spanId, ...lister })
    }
    byParent.delete(spanId)
  }
  return roots
}

/** A step whose children are not known yet. */
interface OpenStep {
  readonly spanId: string
  /** The step that lists the children. */
  readonly step: { readonly children: Step[] }
  readonly depth: number
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
