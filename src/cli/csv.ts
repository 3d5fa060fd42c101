import type { QueryResult } from './query-result.ts'
import { escapeControls } from './terminal.ts'

/**
 * Formats a result as CSV (RFC 4180).
 * @param isTerminal whether what could act on a terminal is escaped, line breaks of cells too
 */
export function formatCsv({ columns, rows }: QueryResult, isTerminal: boolean): string {
  const cell = (text: string): string => quoted(isTerminal ? escapeControls(text) : text)
  const lines = [
    columns.map(cell),
    ...rows.map((row) => columns.map((column) => cell(withoutFormula(row[column] ?? '')))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** Puts an apostrophe before a cell that a spreadsheet would run as a formula. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
