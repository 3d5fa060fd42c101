import { formatBlock } from '../../core/output/format-block.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { plural } from '../plural.ts'
import { mappedRecords } from '../source-maps/mapped-traces.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'

/** Records, and the lines that they stand in. */
export interface DrawnRecords {
  readonly lines: readonly string[]
  readonly records: readonly RequestRecord[]
  /** How many records of the trace are not among them, since it has too many. */
  readonly leftOut: number
}

/** The begin of a record's line. */
const RECORD = /^\[/gm

/**
 * Draws the records of a trace as a tree.
 * @param maps returns the source maps that show stacks in the sources
 */
export function drawTrace(
  { lines, records, leftOut }: DrawnRecords,
  maps: () => SourceMaps,
  hasColour: boolean,
): string {
  const hasStacks = lines.some((line) => line.includes('"stack"'))
  const shown = hasStacks ? mappedRecords(records, maps(), true) : records
  const tree = formatBlock(shown, hasColour)
  // Steps that contain each other are in no tree.
  const isWhole = (tree.match(RECORD)?.length ?? 0) >= records.length
  const drawn = isWhole ? tree : formatBlock(shown.map(withoutParent), hasColour)
  return leftOut > 0 ? `${drawn}\n${plural(leftOut, 'record')} of this trace are not shown` : drawn
}

function withoutParent(record: RequestRecord): RequestRecord {
  return { ...record, parentId: undefined }
}
