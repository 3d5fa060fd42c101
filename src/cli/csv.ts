import type { QueryResult } from './query-result.ts'

/** Formats a result as CSV (RFC 4180). */
export function formatCsv({ columns, rows }: QueryResult): string {
  const lines = [
    columns.map(quoted),
    ...rows.map((row) => columns.map((column) => quoted(withoutFormula(row[column] ?? '')))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** Puts an apostrophe before a cell that a spreadsheet would run as a formula. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
