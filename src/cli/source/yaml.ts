import { createRequire } from 'node:module'
import path from 'node:path'

/** What to do if there is no reader of YAML. */
export const INSTALL_YAML = 'Install the package yaml: npm install --save-dev yaml'

/** The package `yaml`. */
export type Yaml = typeof import('yaml')

/**
 * Loads the package `yaml`: the one beside hoptrace, or of a project in one of the folders.
 * @returns `undefined` if there is none
 */
export function loadYaml(folders: readonly string[]): Yaml | undefined {
  const bases = [
    import.meta.filename,
    ...folders.map((folder) => path.join(folder, 'package.json')),
  ]
  for (const base of bases) {
    try {
      return createRequire(base)('yaml') as Yaml
    } catch {
      // Not there: the next one.
    }
  }
  return undefined
}
