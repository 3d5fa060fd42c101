import { existsSync } from 'node:fs'
import path from 'node:path'
import { readManifest, textsOf } from './manifest.ts'

/** Whether an installed package, or one of the same workspace, itself depends on hoptrace. */
export function usesHoptrace(specifier: string, from: string): boolean {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const installed = path.join(folder, 'node_modules', name)
    if (hasManifest(installed)) return dependsOn(installed, 'hoptrace')
    if (folder === path.dirname(folder)) return false
  }
}

/** Whether the `package.json` in a folder has a package among its dependencies of any kind. */
export function dependsOn(folder: string, name: string): boolean {
  const manifest = readManifest(folder)
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  return kinds.some((kind) => Object.hasOwn(textsOf(manifest, kind), name))
}

/** Returns the folders of the packages that files belong to and that don't depend on a package. */
export function packagesWithout(name: string, files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((file) => packageOf(file) ?? []))
  return [...folders].filter(
    (folder) => !dependsOn(folder, name) && readManifest(folder).name !== name,
  )
}

function packageOf(file: string): string | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (hasManifest(folder)) return folder
    if (folder === path.dirname(folder)) return undefined
  }
}

function hasManifest(folder: string): boolean {
  return existsSync(path.join(folder, 'package.json'))
}
