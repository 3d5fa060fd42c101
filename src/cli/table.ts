import type { Answer } from './answer.ts'
import { escapeControls, type Paint, padTo, textWidth } from './terminal.ts'

interface Column {
  readonly name: string
  readonly side: 'left' | 'right'
  readonly cells: readonly string[]
  width: number
}

const GAP = 2
const NARROWEST = 20
const NUMBER = /^[-$]?\d+(\.\d+)?$/

/**
 * Draws an answer as a table in so many columns of the terminal, or as wide as it is.
 * What doesn't fit is drawn as a list, each row a block.
 */
export function drawTable(
  answer: Answer,
  paint: Paint,
  available: number = Number.POSITIVE_INFINITY,
): string {
  const columns = answer.columns
    .map((name) => readColumn(name, answer))
    // A column without a value says nothing.
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const least = columns.map(({ width }) => Math.min(width, NARROWEST) + GAP)
  if (sum(least) - GAP > available) return drawList(columns, paint, available)
  shrink(columns, available)
  const header = columns.map(({ name, side, width }) => padTo(name, width, side))
  const lines = answer.rows.map((_, row) =>
    columns.map(({ cells, side, width }) => padTo(cells[row] ?? '', width, side)),
  )
  const gap = ' '.repeat(GAP)
  return [paint('bold', header.join(gap)), ...lines.map((cells) => cells.join(gap))]
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function drawList(columns: readonly Column[], paint: Paint, available: number): string {
  const names = Math.max(...columns.map(({ name }) => textWidth(name)))
  const room = Math.max(available - names - GAP, 1)
  const rows = columns[0]?.cells.map((_, row) =>
    columns
      .filter(({ cells }) => cells[row] !== '')
      .map(({ name, cells }) => {
        const value = padTo(cells[row] ?? '', room).trimEnd()
        return `${paint('bold', padTo(name, names))}${' '.repeat(GAP)}${value}\n`
      })
      .join(''),
  )
  return rows?.join('\n') ?? ''
}

function readColumn(column: string, { rows, numeric }: Answer): Column {
  const cells = rows.map((row) => escapeControls(rounded(row[column] ?? '', numeric.has(column))))
  const isNumeric = cells.every((cell) => cell === '' || NUMBER.test(cell))
  const name = escapeControls(column)
  return {
    name,
    side: isNumeric ? 'right' : 'left',
    cells,
    width: Math.max(...[name, ...cells].map(textWidth)),
  }
}

/** Computed numbers are shown to 0.001. */
function rounded(cell: string, isComputed: boolean): string {
  return isComputed && cell !== '' ? String(Math.round(Number(cell) * 1000) / 1000) : cell
}

/** Takes from the widest columns until all fit. */
function shrink(columns: readonly Column[], available: number): void {
  let excess = sum(columns.map(({ width }) => width + GAP)) - GAP - available
  while (excess > 0) {
    const widest = columns.reduce((a, b) => (b.width > a.width ? b : a))
    widest.width -= 1
    excess -= 1
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
