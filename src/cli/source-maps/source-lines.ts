import { realpathSync } from 'node:fs'
import path from 'node:path'
import { readText } from './map-text.ts'
import type { Origin } from './source-map.ts'

const IS_CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/
const MAX_WIDTH = 160

/** Returns the line of an origin with the lines around it, each with its number. */
export function linesAround(origin: Origin, root: string): string[] {
  const text = textOf(origin, root)
  if (text === undefined) return []
  const lines = text.split(/\r?\n/)
  if (origin.line > lines.length) return []
  const numbers = [origin.line - 1, origin.line, origin.line + 1]
  return numbers
    .filter((number) => number > 0 && number <= lines.length)
    .map((number) => {
      const mark = number === origin.line ? '>' : ' '
      const line = (lines[number - 1] ?? '').slice(0, MAX_WIDTH).replaceAll('\t', '  ')
      return `      ${mark} ${String(number).padStart(5)} | ${line}`.trimEnd()
    })
}

/**
 * Returns the text of an origin: from the map, else from a source file that lies in the project. A map
 * may name any file.
 */
export function textOf({ text, source }: Origin, root: string): string | undefined {
  if (text !== undefined) return text
  for (const project of [root, process.cwd()]) {
    const file = insideOf(project, path.resolve(project, source))
    const read = file && IS_CODE.test(file) ? readText(file) : undefined
    if (read !== undefined) return read
  }
  return undefined
}

/** Returns the real path of a file, if that lies in a folder. */
function insideOf(folder: string, file: string): string | undefined {
  try {
    const real = realpathSync(file)
    return real.startsWith(realpathSync(folder) + path.sep) ? real : undefined
  } catch {
    return undefined // it isn't there
  }
}
