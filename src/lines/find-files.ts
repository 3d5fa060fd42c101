import { globSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

/** The files of a folder that are read if the folder is named. */
const LOGS = ['**/*.{ndjson,jsonl,json,log,txt,out}{,.*}', '**/*.{gz,zst}']

/**
 * Returns the files that a path names: itself, the logs in a folder and its subfolders, or the matches
 * of a glob. In their order by name, numbers by their value.
 * @returns none if there is no such file
 */
export function findFiles(name: string): string[] {
  const stats = statOf(name)
  if (stats === undefined) return inOrder(globSync(name).filter(isFile))
  if (!stats.isDirectory()) return [name]
  const names = new Set(globSync(LOGS, { cwd: name }))
  const found = [...names].map((file) => path.join(name, file))
  return inOrder(found.filter(isFile))
}

function isFile(name: string): boolean {
  return statOf(name)?.isDirectory() === false
}

function statOf(name: string): Stats | undefined {
  try {
    return statSync(name, { throwIfNoEntry: false })
  } catch {
    return undefined // a link to itself, or a folder that can't be read
  }
}

const { compare } = new Intl.Collator('en', { numeric: true })

function inOrder(names: readonly string[]): string[] {
  return names.toSorted(compare)
}
