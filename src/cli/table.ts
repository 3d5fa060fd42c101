import type { QueryResult } from './query-result.ts'
import { escapeControls, type Paint, padTo, textWidth } from './terminal.ts'

interface Column {
  readonly name: string
  readonly side: 'left' | 'right'
  readonly cells: readonly string[]
  width: number
}

const GAP = 2
const MIN_WIDTH = 20
const NUMBER = /^[-$]?\d+(\.\d+)?$/

/**
 * Draws a result as a table, or as a list with a block for each row if the table doesn't fit.
 * @param available the width in columns of the terminal. Default: unlimited
 */
export function drawTable(
  result: QueryResult,
  paint: Paint,
  available: number = Number.POSITIVE_INFINITY,
): string {
  const columns = result.columns
    .map((name) => readColumn(name, result))
    // A column without values is left out.
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const minWidths = columns.map(({ width }) => Math.min(width, MIN_WIDTH) + GAP)
  if (sum(minWidths) - GAP > available) return drawList(columns, paint, available)
  shrink(columns, available)
  const header = columns.map(({ name, side, width }) => padTo(name, width, side))
  const lines = result.rows.map((_, row) =>
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

function readColumn(column: string, { rows, numeric }: QueryResult): Column {
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

/** Rounds computed numbers to 0.001. */
function rounded(cell: string, isComputed: boolean): string {
  return isComputed && cell !== '' ? String(Math.round(Number(cell) * 1000) / 1000) : cell
}

/** Narrows the widest columns until the table fits. */
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
