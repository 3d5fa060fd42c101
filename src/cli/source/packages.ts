import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Whether an installed package, or one of the same workspace, itself depends on hoptrace. */
export function usesHoptrace(specifier: string, from: string): boolean {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'node_modules', name, 'package.json')
    if (existsSync(file)) return dependsOn(file, 'hoptrace')
    if (folder === path.dirname(folder)) return false
  }
}

/** Whether a `package.json` has a package among its dependencies of any kind. */
export function dependsOn(file: string, name: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>
    const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
    return kinds.some((kind) => Object.hasOwn(manifest[kind] ?? {}, name))
  } catch {
    return false
  }
}

/** Returns the folders of the packages that files belong to and that don't depend on a package. */
export function packagesWithout(name: string, files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((file) => packageOf(file) ?? []))
  return [...folders].filter((folder) => {
    const manifest = path.join(folder, 'package.json')
    return !dependsOn(manifest, name) && !isNamed(manifest, name)
  })
}

function packageOf(file: string): string | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder
    if (folder === path.dirname(folder)) return undefined
  }
}

function isNamed(manifest: string, name: string): boolean {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === name
}
