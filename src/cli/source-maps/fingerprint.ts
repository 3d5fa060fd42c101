import { createHash } from 'node:crypto'
import type { CauseRecord } from '../../core/record.ts'
import { functionOf, isOwn, type SourceMaps, type StackWriter } from './source-maps.ts'

/**
 * Returns what errors of one kind have in common: 12 hex digits of the code, the name, and the file and
 * function of the first frame in the application's sources. Without a map of that frame it is the code and
 * the name: the name of a bundle changes with each build.
 */
export function fingerprintOf(
  { code = '', name = '', stack = '' }: CauseRecord,
  writer: StackWriter,
  maps: SourceMaps,
): string {
  const lines = maps.linesOf(stack, writer)
  const index = lines.findIndex(isOwn)
  const line = lines[index]
  // Without the line, which moves with each change above it.
  const place = line && [line.origin?.source, functionOf(line, lines[index + 1])]
  const text = JSON.stringify([code, name, place])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
