import { closeSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.ts'
import { nextAnswer, startChild } from './child.ts'
import { CONTENDERS, type Contender, NOTHING, sourceOf } from './contenders.ts'

const SPAWNS = 15
const SUBJECTS = [NOTHING, ...CONTENDERS]
const WORKER = 'cold-start-worker'

/** What cold starts pay for a contender's bundled function, in milliseconds, one number a process. */
export interface ColdStart {
  readonly contender: Contender
  /** Bytes of the minified bundle. */
  readonly size: number
  readonly imports: number[]
  readonly firstRequests: number[]
}

/** Bundles each contender's function into this folder, and starts it in new processes, in turns. */
export async function timeColdStarts(folder: string): Promise<readonly ColdStart[]> {
  await bundle([...SUBJECTS.map(sourceOf), import.meta.resolve(`./${WORKER}.ts`)], folder)
  const fileOf = (name: string): URL => pathToFileURL(join(folder, `${name}.mjs`))
  const coldStarts = SUBJECTS.map((contender): ColdStart => {
    const { size } = statSync(fileOf(contender.name))
    return { contender, size, imports: [], firstRequests: [] }
  })
  const stdout = openSync(devNull, 'w')
  for (let spawn = 0; spawn < SPAWNS; spawn += 1) {
    for (const { contender, imports, firstRequests } of coldStarts) {
      const child = startChild(fileOf(WORKER).href, fileOf(contender.name).href, stdout)
      const [imported, handled] = await nextAnswer<[number, number]>(child)
      imports.push(imported)
      firstRequests.push(handled)
    }
  }
  closeSync(stdout)
  return coldStarts
}
