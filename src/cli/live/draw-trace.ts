import { formatBlock } from '../../core/output/format-block.ts'
import { parseJson } from '../../lines/json-lines.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { mappedRecords } from '../source-maps/mapped-traces.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'

/**
 * Draws the records of a trace as a tree.
 * @param maps returns the source maps that show stacks in the sources
 */
export function drawTrace(
  lines: readonly string[],
  maps: () => SourceMaps,
  hasColour: boolean,
): string {
  const records = lines.map((line) => parseJson(line) as RequestRecord)
  const hasStacks = lines.some((line) => line.includes('"stack"'))
  return formatBlock(hasStacks ? mappedRecords(records, maps(), true) : records, hasColour)
}
