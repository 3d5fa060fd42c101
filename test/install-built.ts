import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../local/root.ts'

/**
 * Installs the built package into a folder's `node_modules` as npm would, as a copy: what stands
 * outside of `node_modules`, as the target of a link does, Jest would compile.
 */
export function installBuilt(folder: string): void {
  const installed = path.join(folder, 'node_modules/hoptrace')
  rmSync(installed, { recursive: true, force: true })
  for (const name of ['dist', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(installed, name), { recursive: true })
  }
}
