import { formatBlock } from '../../core/output/format-block.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { mappedRecords } from '../source-maps/mapped-traces.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'

/** Records, and the lines that they stand in. */
export interface DrawnRecords {
  readonly lines: readonly string[]
  readonly records: readonly RequestRecord[]
}

/**
 * Draws the records of a trace as a tree.
 * @param maps returns the source maps that show stacks in the sources
 */
export function drawTrace(
  { lines, records }: DrawnRecords,
  maps: () => SourceMaps,
  hasColour: boolean,
): string {
  const hasStacks = lines.some((line) => line.includes('"stack"'))
  return formatBlock(hasStacks ? mappedRecords(records, maps(), true) : records, hasColour)
}
