import type { RequestRecord } from '../../lines/record.ts'
import { beginOf, endOf } from './step-times.ts'

/** A request, hop or call of a trace, with the steps within it. */
export interface Step {
  /** The record of the step's end, or of the start of one that never ended. */
  readonly record: RequestRecord
  readonly children: readonly Step[]
}

/** Deeper steps are listed beside the step that contains them. */
const MAX_DEPTH = 100

/**
 * Rebuilds the trees of a trace from `spanId`, `parentId` and `timestamp`. Trees are in the order in which
 * they began, the steps within them in the order in which they ended. Span ids order steps of the same
 * millisecond. A step that several lines tell counts
 * once. Steps that contain each other are in no tree: each is a tree of its own, as is a step that
 * contains itself.
 * @param open starts without an end, which are shown as steps too. Default: none
 */
export function buildTrees(
  records: readonly RequestRecord[],
  open: readonly RequestRecord[] = [],
): Step[] {
  const ends = [...endsOf(records), ...open]
  const known = new Set(ends.map(({ spanId }) => spanId))
  const byParent = Map.groupBy(ends, ({ parentId }) => parentId)
  const roots = ends
    .filter(({ parentId }) => parentId === undefined || !known.has(parentId))
    .sort(byBegin(records))
    .map((record) => ({ record, children: [] }))
  const waiting: OpenStep[] = roots.map((step) => ({ spanId: step.record.spanId, step, depth: 1 }))
  const placed = new Set(roots.map(({ record }) => record))
  // No recursion: a log can hold a tree of any depth.
  for (const { spanId, step, depth } of waiting) {
    for (const record of byParent.get(spanId) ?? []) {
      const child = { record, children: [] }
      placed.add(record)
      step.children.push(child)
      const lister = depth < MAX_DEPTH ? { step: child, depth: depth + 1 } : { step, depth }
      waiting.push({ spanId: record.spanId, ...lister })
    }
    byParent.delete(spanId)
  }
  const rest = ends.filter((record) => !placed.has(record))
  return [...roots, ...rest.map((record) => ({ record, children: [] }))]
}

/** Returns the steps that contain each other or themselves. They are shown beside the trees. */
export function findCycles(records: readonly RequestRecord[]): RequestRecord[] {
  const ends = endsOf(records)
  const known = new Set(ends.map(({ spanId }) => spanId))
  return buildTrees(records)
    .map(({ record }) => record)
    .filter(({ parentId }) => parentId !== undefined && known.has(parentId))
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
export function flatten(steps: readonly Step[]): { record: RequestRecord; depth: number }[] {
  return walk(steps).map(({ step: { record }, depth }) => ({ record, depth }))
}

/** Returns the steps of trees as a list, each before the steps within it. */
export function allSteps(steps: readonly Step[]): Step[] {
  return walk(steps).map(({ step }) => step)
}

function walk(steps: readonly Step[]): { step: Step; depth: number }[] {
  const found: { step: Step; depth: number }[] = []
  const open = steps.map((step) => ({ step, depth: 0 })).reverse()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { step, depth } = next
    found.push(next)
    for (const child of step.children.toReversed()) open.push({ step: child, depth: depth + 1 })
  }
  return found
}

/** Returns the records of steps that ended, in order, each once. */
function endsOf(records: readonly RequestRecord[]): RequestRecord[] {
  const ends = new Map<string, RequestRecord>()
  for (const record of records.filter(isEnd).sort(byTime)) {
    const key = `${record.spanId} ${record.phase}`
    if (!ends.has(key)) ends.set(key, record)
  }
  return [...ends.values()]
}

function isEnd({ phase, hopResult }: RequestRecord): boolean {
  return phase === 'complete' || phase === 'call' || (phase === 'hop' && hopResult !== 'start')
}

/** Orders steps by their end. */
export function byTime(a: RequestRecord, b: RequestRecord): number {
  return a.timestamp.localeCompare(b.timestamp) || a.spanId.localeCompare(b.spanId)
}

/**
 * Orders roots by their begin. Of two that began in the same millisecond, the one that nobody called comes
 * first, then the one that ended later: a caller mostly waits for what it calls.
 */
function byBegin(
  records: readonly RequestRecord[],
): (a: RequestRecord, b: RequestRecord) => number {
  const starts = records.filter(({ phase }) => phase === 'start')
  const begins = new Map(starts.map((record) => [record.spanId, beginOf(record)]))
  // A timestamp has whole milliseconds, a duration has parts of them.
  const begin = (record: RequestRecord): number =>
    begins.get(record.spanId) ?? Math.ceil(beginOf(record))
  const isCalled = ({ parentId }: RequestRecord): number => Number(parentId !== undefined)
  return (a, b) =>
    begin(a) - begin(b) ||
    isCalled(a) - isCalled(b) ||
    endOf(b) - endOf(a) ||
    a.spanId.localeCompare(b.spanId)
}
