import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { serviceFolder } from '../service-folder.ts'

/** The framework would read all plugins to find out which of them are devDependencies. */
export const PACKAGE = { excludeDevDependencies: false, patterns: ['!**', 'index.js'] }
const INSTALLED = path.join(import.meta.dirname, 'node_modules')

/**
 * Creates a folder with a service and its plugins, which is removed when the test ends.
 * @param service parts that replace those of the minimal service
 * @param packages names of packages in it beside hoptrace
 * @param files more files, by their paths
 */
export function folderWith(
  service: object,
  packages: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = serviceFolder({ package: PACKAGE, ...service })
  for (const name of packages)
    symlinkSync(path.join(INSTALLED, name), path.join(folder, 'node_modules', name))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}
