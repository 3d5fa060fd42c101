import type { TraceRecord } from '../record.ts'
import { formatPretty } from './pretty.ts'

interface Part {
  /** The place of its first record in the order of writing. A step is written after those within it. */
  readonly first: number
  readonly lines: readonly string[]
}

/** Formats the records of a trace: steps below what they are steps of, mostly in the order of their starts. */
export function formatBlock(records: readonly TraceRecord[], hasColour: boolean): string {
  const nodes = Map.groupBy(records, (record) => keyOf(record))
  // A step's record comes before those of what failed with the same error around it.
  const stacks = Map.groupBy(records, ({ error }) => error?.stack)
  const isFirst = (record: TraceRecord) =>
    !record.error?.stack || stacks.get(record.error.stack)?.[0] === record
  const within = Map.groupBy(nodes.values(), ([first]) => {
    const parent = first?.phase === 'log' ? first.spanId : first?.parentId
    return nodes.has(parent) ? parent : undefined
  })
  const format = (parent: unknown, depth: number): Part[] =>
    (within.get(parent as string) ?? [])
      .map((node) => {
        const lines = node.map((record) =>
          formatPretty(record, hasColour, depth || undefined, isFirst(record)),
        )
        const ending = node.at(-1)?.phase === 'complete' ? lines.splice(-1) : []
        const parts = format(keyOf(node[0]), depth + 1)
        return {
          first: Math.min(records.indexOf(node[0] as TraceRecord), parts[0]?.first ?? Infinity),
          lines: [...lines, ...parts.flatMap((part) => part.lines), ...ending],
        }
      })
      .sort((one, other) => one.first - other.first)
  return format(undefined, 0)
    .flatMap(({ lines }) => lines)
    .join('\n')
}

/** Returns what the records of one span share. A line that code wrote stands for itself. */
function keyOf(record?: TraceRecord): unknown {
  return record?.phase === 'log' ? record : record?.spanId
}
