import { statSync } from 'node:fs'
import path from 'node:path'
import type { Alias } from './tsconfig.ts'

/** The extensions of sources, in the order in which they are tried. */
const EXTENSIONS: readonly string[] = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']

/** Returns the file of a relative or aliased import. Returns `undefined` for packages. */
export function resolveImport(
  specifier: string,
  from: string,
  aliases: readonly Alias[],
): string | undefined {
  if (specifier.startsWith('.')) return fileAt(path.resolve(path.dirname(from), specifier))
  for (const { prefix, suffix, hasStar, places } of aliases) {
    const fits = hasStar
      ? specifier.startsWith(prefix) && specifier.endsWith(suffix)
      : specifier === prefix
    if (!fits) continue
    const star = specifier.slice(prefix.length, specifier.length - suffix.length)
    for (const place of places) {
      const file = fileAt(place.replace('*', () => star))
      if (file !== undefined) return file
    }
  }
  return undefined
}

/** Returns the source that a path without extension, with one of JavaScript, or of a folder means. */
export function fileAt(place: string): string | undefined {
  const stem = place.replace(/\.([cm]?)jsx?$/, '.$1')
  const candidates = [
    place,
    ...EXTENSIONS.map((extension) => place + extension),
    // TypeScript's imports may name the file that is built.
    ...(stem === place ? [] : [`${stem}ts`, `${stem}tsx`]),
    ...EXTENSIONS.map((extension) => path.join(place, `index${extension}`)),
  ]
  return candidates.find(isFile)
}

function isFile(place: string): boolean {
  try {
    return statSync(place).isFile()
  } catch {
    return false // also a path that no file can have, or a circle of links
  }
}
