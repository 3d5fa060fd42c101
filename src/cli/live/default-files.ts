import { statSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_FILE } from '../log-flags.ts'
import { findLeftRecords, findRunningDevs } from './own-folder.ts'

/**
 * Returns the files that are read without `--file`: those of each `hoptrace dev` that runs in a folder, else
 * the newest one that such a run or `npm start` has left. `[]` if there is none.
 */
export function defaultFiles(root = '.'): string[] {
  const running = findRunningDevs(root).map(({ file }) => file)
  const files = running.length > 0 ? running : newest(leftIn(root))
  return files.map((file) => path.relative('', file))
}

function leftIn(root: string): string[] {
  return [path.resolve(root, DEFAULT_FILE), ...findLeftRecords(root)]
}

function newest(files: readonly string[]): string[] {
  const found = files.flatMap((file) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    return stat === undefined ? [] : [{ file, time: stat.mtimeMs }]
  })
  return found
    .sort((one, other) => other.time - one.time)
    .slice(0, 1)
    .map(({ file }) => file)
}
