import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { BuiltFile, BuiltFiles } from './built-files.ts'

/** In bytes. */
const MAX_SIZE = 100_000_000

/** The text of a map, and the folder that its sources are relative to. */
export interface MapText {
  readonly text: string
  readonly folder: string
}

/**
 * Reads the map of a built file: `<file>.map`, else what the comment in the file names, which must be a
 * map in the same folder of builds or in the comment itself. Nothing is fetched from a network.
 */
export function readMapText(file: BuiltFile, files: BuiltFiles): MapText | undefined {
  const folder = path.dirname(file.path)
  const text = file.hasMap ? readText(`${file.path}.map`) : undefined
  if (text !== undefined) return { text, folder }
  const url = file.isThere ? commentIn(readText(file.path) ?? '') : undefined
  if (url === undefined) return undefined
  if (url.startsWith('data:')) return fromData(url, folder)
  const named = path.join(folder, decode(url)).replaceAll(path.sep, '/')
  const other = files.hasMap(named) ? readText(named) : undefined
  return other === undefined ? undefined : { text: other, folder: path.dirname(named) }
}

/** Whether a built file has a place. A place that it doesn't have is of another build. */
export function hasPlace(file: BuiltFile, line: number, column: number): boolean {
  const text = file.isThere ? readText(file.path) : undefined
  if (text === undefined) return true
  let begin = 0
  for (let before = 1; before < line; before += 1) {
    begin = text.indexOf('\n', begin) + 1
    if (begin === 0) return false
  }
  const end = text.indexOf('\n', begin)
  return column - 1 <= (end === -1 ? text.length : end) - begin
}

/** Reads a text file; `undefined` if it can't be read, or is too large. */
export function readText(file: string): string | undefined {
  try {
    return statSync(file).size > MAX_SIZE ? undefined : readFileSync(file, 'utf8')
  } catch {
    return undefined // it was removed, or may not be read
  }
}

function commentIn(text: string): string | undefined {
  const marker = '# sourceMappingURL='
  const begin = text.lastIndexOf(marker)
  if (begin === -1) return undefined
  const [url] = /^\S+/.exec(text.slice(begin + marker.length)) ?? []
  return url
}

function fromData(url: string, folder: string): MapText | undefined {
  const comma = url.indexOf(',')
  const [head, body] = [url.slice(0, comma), url.slice(comma + 1)]
  const isBase64 = head.endsWith(';base64')
  return { text: isBase64 ? Buffer.from(body, 'base64').toString() : decode(body), folder }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that escapes nothing
  }
}
