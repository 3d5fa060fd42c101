import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from '../../../local/root.ts'

/** The files of a project: texts, or objects that become JSON. */
export type Files = Readonly<Record<string, string | object>>

/** Writes a project into a folder of its own, which is removed when the test ends. */
export function projectFolder(files: Files): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-project-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return folder
}

/** Returns the files of a project. What is installed is left out. */
export function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name))
  return Object.fromEntries(
    files.sort().map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  )
}

/** Gives a project what this repository has installed, and this package as it is built. */
export function installInto(folder: string): void {
  const modules = path.join(folder, 'node_modules')
  for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
    if (name.startsWith('.')) continue
    mkdirSync(modules, { recursive: true })
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name))
  }
  symlinkSync(ROOT, path.join(modules, 'hoptrace'))
}
