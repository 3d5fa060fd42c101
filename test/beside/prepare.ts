import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../local/root.ts'
import { BUILD, FOLDER } from './folder.ts'
import { writeSamples } from './samples.ts'

/**
 * Installs the built package as npm would, as a copy: what stands outside of `node_modules`, as the
 * target of a link does, Jest would compile.
 */
export function setup(): void {
  const installed = path.join(FOLDER, 'node_modules/hoptrace')
  rmSync(installed, { recursive: true, force: true })
  for (const name of ['dist', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(installed, name), { recursive: true })
  }
  rmSync(BUILD, { recursive: true, force: true })
  writeSamples()
}
