import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Change, Gap } from '../project/gap.ts'
import { diffOfEdits, diffOfNewFile } from '../source/diff.ts'
import { applyEdits, type Edit } from '../source/edit.ts'

/** Puts the changes of gaps together: one for each file. */
export function changesOf(gaps: readonly Gap[]): Change[] {
  const changes = new Map<string, Change>()
  for (const change of gaps.flatMap((gap) => gap.change ?? [])) {
    const known = changes.get(change.file)
    changes.set(change.file, known === undefined ? change : combined(known, change))
  }
  return [...changes.values()]
}

/** Returns the lines of a unified diff, with paths relative to a folder. */
export function diffOf(change: Change, root: string): string[] {
  const name = path.relative(root, change.file).split(path.sep).join('/')
  return 'content' in change
    ? diffOfNewFile(name, change.content)
    : diffOfEdits(name, readFileSync(change.file, 'utf8'), change.edits)
}

/** Makes a change. */
export function make(change: Change): void {
  const { file } = change
  if ('content' in change) writeFileSync(file, change.content, { flag: 'wx' })
  else writeFileSync(file, applyEdits(readFileSync(file, 'utf8'), change.edits))
}

function combined(known: Change, change: Change): Change {
  if (!('edits' in known) || !('edits' in change)) return known
  const edits = [...known.edits, ...change.edits.filter((edit) => !isAmong(edit, known.edits))]
  return { file: known.file, edits }
}

/** Two gaps may need the same import. */
function isAmong(edit: Edit, edits: readonly Edit[]): boolean {
  return (
    edit.text.includes('hoptrace/') &&
    edits.some(
      ({ start, end, text }) => start === edit.start && end === edit.end && text === edit.text,
    )
  )
}
