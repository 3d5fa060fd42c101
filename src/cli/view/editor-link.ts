import { realpathSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../cli-error.ts'

const EDITORS = {
  vscode: (place: string) => `vscode://file${place}`,
  cursor: (place: string) => `cursor://file${place}`,
  zed: (place: string) => `zed://file${place}`,
  webstorm: (_: string, file: string, line: number) =>
    `webstorm://open?file=${encodeURIComponent(file)}&line=${line}`,
  none: () => undefined,
} as const

/** An editor that files are opened in. */
export type Editor = keyof typeof EDITORS

/** The names of the editors. */
export const EDITOR_NAMES: readonly string[] = Object.keys(EDITORS)

/**
 * Reads the value of `--editor`.
 * @throws UsageError if it is unknown
 */
export function readEditor(name = 'vscode'): Editor {
  if (Object.hasOwn(EDITORS, name)) return name as Editor
  throw new UsageError(`--editor takes ${EDITOR_NAMES.join(', ')}, not '${name}'`)
}

/** A place in a source file. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Returns the address that opens a place in an editor; `undefined` outside of the project. */
export function editorLink(
  { file, line, column }: Place,
  project: string,
  editor: Editor,
): string | undefined {
  const real = realPathInside(file, project)
  if (real === undefined) return undefined
  const slashes = real.replaceAll('\\', '/').replace(/^(?!\/)/, '/')
  const encoded = slashes.split('/').map(encodeURIComponent).join('/')
  return EDITORS[editor](`${encoded}:${line}:${column}`, real, line)
}

/** Returns the real path of a file that lies in a project; `undefined` of any other. */
function realPathInside(file: string, project: string): string | undefined {
  try {
    const root = realpathSync(project)
    const real = realpathSync(path.resolve(root, file))
    return real.startsWith(root + path.sep) ? real : undefined
  } catch {
    return undefined // it isn't there
  }
}
