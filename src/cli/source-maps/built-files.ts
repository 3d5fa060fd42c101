import { readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'

/** A file of a build, or its map alone. */
export interface BuiltFile {
  /** The absolute path, with slashes. There may be only its map. */
  readonly path: string
  /** Whether the file itself is there. */
  readonly isThere: boolean
  /** Whether `<path>.map` is there. */
  readonly hasMap: boolean
}

const MAX_FILES = 50_000
/** What isn't run on a server, is a copy, or isn't of the application. */
const LEFT_OUT = /^(?:node_modules|cache|standalone|static|\.git)$/

/** The files of a folder of builds, found by the paths of frames. Links are not followed. */
export class BuiltFiles {
  readonly #byName: ReadonlyMap<string, readonly BuiltFile[]>
  readonly #maps: ReadonlySet<string>

  constructor(folder: string) {
    const files = filesIn(realpathSync(folder))
    const all = new Set(files)
    this.#maps = new Set(files.filter((file) => file.endsWith('.map')))
    const built = new Set(files.map((file) => file.replace(/\.map$/, '')))
    const entries = [...built]
      .filter((file) => /\.[cm]?js$/.test(file))
      .map((file) => ({ path: file, isThere: all.has(file), hasMap: all.has(`${file}.map`) }))
    this.#byName = Map.groupBy(entries, ({ path: file }) => path.posix.basename(file))
  }

  /** The maps. */
  get maps(): readonly string[] {
    return [...this.#maps]
  }

  /** Whether a path is that of a map in the folder. */
  hasMap(file: string): boolean {
    return this.#maps.has(file)
  }

  /** Returns the file whose path has the longest end in common with a frame's, unless two have. */
  find(file: string): { file: BuiltFile; length: number } | undefined {
    const wanted = file.split('/').toReversed()
    const candidates = (this.#byName.get(wanted[0] ?? '') ?? [])
      .map((one) => ({ file: one, length: commonLength(wanted, one.path) }))
      .toSorted((a, b) => b.length - a.length)
    const [best, next] = candidates
    return best?.length === next?.length ? undefined : best
  }
}

function commonLength(wanted: readonly string[], file: string): number {
  const segments = file.split('/').toReversed()
  const end = segments.findIndex((segment, index) => segment !== wanted[index])
  return end === -1 ? segments.length : end
}

function filesIn(root: string): string[] {
  const files: string[] = []
  const folders = [root]
  for (const folder of folders) {
    if (files.length > MAX_FILES) break
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) folders.push(file)
      if (entry.isFile()) files.push(file.replaceAll(path.sep, '/'))
    }
  }
  return files
}
