import type { Answer } from './answer.ts'

/** An answer as CSV (RFC 4180). */
export function formatCsv({ columns, rows }: Answer): string {
  const lines = [
    columns.map(quoted),
    ...rows.map((row) => columns.map((column) => quoted(harmlessCell(row[column] ?? '')))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** A spreadsheet takes what begins like this for a formula; an apostrophe makes it text. */
function harmlessCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
