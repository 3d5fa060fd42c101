import type { SegmentDocument } from './stand-ins/xray-daemon.ts'

/** Draws the documents of a trace: each below its parent, in the order of their starts. */
export function drawXrayTree(documents: readonly SegmentDocument[]): string {
  const known = new Set(documents.map(({ id }) => id))
  const latest = new Map(documents.map((document) => [document.id, document]))
  const sorted = [...latest.values()].toSorted((a, b) => a.start_time - b.start_time)
  const below = (parentId: string, depth: number): string[] =>
    sorted
      .filter(({ parent_id }) => parent_id === parentId)
      .flatMap((document) => [lineOf(document, depth), ...below(document.id, depth + 1)])
  return sorted
    .filter(({ parent_id = '' }) => !known.has(parent_id))
    .flatMap((root) => [lineOf(root, 0), ...below(root.id, 1)])
    .join('\n')
}

function lineOf(document: SegmentDocument, depth: number): string {
  const { name, type = 'segment', namespace = type, start_time, end_time } = document
  const millis = ((end_time - start_time) * 1000).toFixed(1)
  const duration = document.in_progress ? 'in progress' : `${millis} ms`
  return `${`${'  '.repeat(depth + 1)}${name}`.padEnd(40)}${namespace.padEnd(12)}${duration.padStart(10)}`
}
