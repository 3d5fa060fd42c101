import { builtin, node } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'
import type { TraceRecord } from '../record.ts'
import { formatPretty } from './pretty.ts'

/** The records of the requests of one trace that are running in this process. */
interface Block {
  readonly records: TraceRecord[]
  running: number
  readonly write: (done: Block) => void
}

const MAX_BLOCKS = 100
const MAX_RECORDS = 1_000

const blocks: Map<string, Block> = processGlobal('blocks', () => {
  // On the edge runtime `on` is there, and throws.
  builtin(() =>
    node?.on('exit', () => {
      for (const block of blocks.values()) block.write(block)
    }),
  )
  return new Map()
})

/**
 * Keeps a record until all requests of its trace that run in this process have ended, and then writes
 * them as one block, steps below what they are steps of. What belongs to no running request, and what
 * would be too much to keep, is written at once.
 */
export function addToBlock(
  record: TraceRecord,
  hasColour: boolean,
  write: (text: string) => void,
): void {
  const { traceId = '', phase } = record
  const block = blocks.get(traceId) ?? {
    records: [],
    running: 0,
    write: ({ records }) => write(formatBlock(records, hasColour)),
  }
  block.records.push(record)
  if (phase === 'start') block.running += 1
  if (phase === 'complete') block.running -= 1
  blocks.delete(traceId)
  if (block.running > 0 && block.records.length < MAX_RECORDS) blocks.set(traceId, block)
  else block.write(block)
  if (blocks.size <= MAX_BLOCKS) return
  for (const [oldest, longest] of [...blocks].slice(0, 1)) {
    blocks.delete(oldest)
    longest.write(longest)
  }
}

interface Part {
  /** The place of its first record in the order of writing. A step is written after those within it. */
  readonly first: number
  readonly lines: readonly string[]
}

/** Formats the records of a trace: steps below what they are steps of, mostly in the order of their starts. */
function formatBlock(records: readonly TraceRecord[], hasColour: boolean): string {
  const nodes = Map.groupBy(records, (record) => keyOf(record))
  const within = Map.groupBy(nodes.values(), ([first]) => {
    const parent = first?.phase === 'log' ? first.spanId : first?.parentId
    return nodes.has(parent) ? parent : undefined
  })
  const format = (parent: unknown, depth: number): Part[] =>
    (within.get(parent as string) ?? [])
      .map((node) => {
        const lines = node.map((record) => formatPretty(record, hasColour, depth || undefined))
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
