import { hasEvents, node } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'
import type { TraceRecord } from '../record.ts'
import { formatBlock } from './format-block.ts'

/** The records of the requests of one trace that are running in this process. */
interface Block {
  readonly records: TraceRecord[]
  running: number
  readonly write: (done: Block) => void
}

const MAX_BLOCKS = 100
const MAX_RECORDS = 1_000

const blocks: Map<string, Block> = processGlobal('blocks', () => {
  if (hasEvents) {
    node?.on('exit', () => {
      for (const block of blocks.values()) block.write(block)
    })
  }
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
