import { applyEdits, type Edit } from './edit.ts'

const CONTEXT = 3
const NO_NEWLINE = '\\ No newline at end of file'

/** Lines of a file, from a line on, that other lines replace. Lines have their line break. */
interface Block {
  readonly from: number
  readonly old: readonly string[]
  readonly now: readonly string[]
}

/** Returns the lines of a unified diff that has a file with these edits. */
export function diffOfEdits(name: string, code: string, edits: readonly Edit[]): string[] {
  const lines = linesOf(code)
  const groups: Block[][] = []
  for (const block of blocksOf(code, edits)) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const isNear = last && block.from - (last.from + last.old.length) <= 2 * CONTEXT
    if (group && isNear) group.push(block)
    else groups.push([block])
  }
  let moved = 0
  const hunks = groups.flatMap((group) => {
    const hunk = hunkOf(lines, group, moved)
    moved += sum(group, ({ now, old }) => now.length - old.length)
    return hunk
  })
  return [`--- a/${name}`, `+++ b/${name}`, ...hunks]
}

/** Returns the lines of a unified diff that creates a file. */
export function diffOfNewFile(name: string, content: string): string[] {
  const lines = linesOf(content)
  return [
    '--- /dev/null',
    `+++ b/${name}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.flatMap((line) => printed('+', line)),
  ]
}

function blocksOf(code: string, edits: readonly Edit[]): Block[] {
  const spans: { start: number; end: number; edits: Edit[] }[] = []
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const start = code.lastIndexOf('\n', edit.start - 1) + 1
    const next = code.indexOf('\n', edit.end)
    const end = next === -1 ? code.length : next + 1
    const last = spans.at(-1)
    if (last !== undefined && start < last.end) {
      last.end = Math.max(last.end, end)
      last.edits.push(edit)
    } else spans.push({ start, end, edits: [edit] })
  }
  let [position, line] = [0, 0]
  return spans.map(({ start, end, edits: own }) => {
    line += linesOf(code.slice(position, start)).length
    position = start
    const moved = own.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    const part = code.slice(start, end)
    return trimmed(line, linesOf(part), linesOf(applyEdits(part, moved)))
  })
}

/** Leaves out the first and last lines that stay. */
function trimmed(from: number, old: readonly string[], now: readonly string[]): Block {
  let head = 0
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail))
    tail++
  return {
    from: from + head,
    old: old.slice(head, old.length - tail),
    now: now.slice(head, now.length - tail),
  }
}

function hunkOf(lines: readonly string[], blocks: readonly Block[], moved: number): string[] {
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (first === undefined || last === undefined) return []
  const start = Math.max(0, first.from - CONTEXT)
  const end = Math.min(lines.length, last.from + last.old.length + CONTEXT)
  const body: string[] = []
  let position = start
  for (const { from, old, now } of blocks) {
    body.push(...lines.slice(position, from).flatMap((line) => printed(' ', line)))
    body.push(...old.flatMap((line) => printed('-', line)))
    body.push(...now.flatMap((line) => printed('+', line)))
    position = from + old.length
  }
  body.push(...lines.slice(position, end).flatMap((line) => printed(' ', line)))
  const length = end - start
  const newLength = length + sum(blocks, ({ now, old }) => now.length - old.length)
  return [`@@ -${start + 1},${length} +${start + moved + 1},${newLength} @@`, ...body]
}

function printed(sign: string, line: string): string[] {
  return line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, NO_NEWLINE]
}

function linesOf(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
