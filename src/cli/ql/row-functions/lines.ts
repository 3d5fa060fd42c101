import { type RowFunction, toText } from './row-function.ts'

const PAIR = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/gs

/** Functions of lines with several values. */
export const LINE_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  // A map, as JSON. A key without a value is true.
  ql_logfmt: toText((text) => {
    const pairs = [...text.matchAll(PAIR)].map(([, key, quoted, bare]) => {
      return [key, quoted?.replace(/\\(["\\])/g, '$1') ?? bare ?? true]
    })
    return pairs.length === 0 ? undefined : JSON.stringify(Object.fromEntries(pairs))
  }),
  // A list of the cells of a line, as JSON.
  ql_csv: toText((text) => JSON.stringify(cellsOf(text))),
}

/** Reads a line of CSV (RFC 4180). Blanks after a comma are left out. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  const cell = /\s*(?:"((?:[^"]|"")*)"[^,]*|([^,]*))(,|$)/sy
  for (let match = cell.exec(line); match !== null; match = cell.exec(line)) {
    const [, quoted, bare = '', end] = match
    cells.push(quoted?.replaceAll('""', '"') ?? bare.trimEnd())
    if (end !== ',') return cells
  }
  return cells
}
