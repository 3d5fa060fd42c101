import path from 'node:path'
import { readText } from './read-text.ts'

/** Returns the members of the `package.json` in a folder; none if there is no such file. */
export function readManifest(folder: string): Readonly<Record<string, unknown>> {
  try {
    // npm accepts the mark at its beginning too.
    const text = readText(path.join(folder, 'package.json'))?.replace(/^\uFEFF/, '')
    return Object(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

/** Returns a member of a manifest that has texts by name: `dependencies`, `scripts`. */
export function textsOf(
  manifest: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, string>> {
  const texts = Object.entries(Object(manifest[name])).filter(
    ([, text]) => typeof text === 'string',
  )
  return Object.fromEntries(texts) as Record<string, string>
}
