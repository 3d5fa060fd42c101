import { rmSync } from 'node:fs'
import { installBuilt } from '../install-built.ts'
import { BUILD, FOLDER } from './folder.ts'
import { writeSamples } from './samples.ts'

export function setup(): void {
  installBuilt(FOLDER)
  rmSync(BUILD, { recursive: true, force: true })
  writeSamples()
}
