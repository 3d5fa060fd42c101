import { closeSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import { nextAnswer, startChild } from './child.ts'
import { type Contender, sourceOf } from './contenders.ts'
import { MILESTONES } from './milestones.ts'

/** What a contender's bundled function costs from its import on. */
export interface Life {
  readonly contender: Contender
  /** Bytes of the minified bundle. */
  readonly size: number
  /** Milliseconds of processor time up to each milestone, one number per process. */
  readonly spent: ReadonlyMap<number, number[]>
}

/**
 * Bundles the contenders' functions into this folder and times each in so many new processes, in turns.
 * Their lines go to the null device.
 */
export async function timeLives(
  contenders: readonly Contender[],
  folder: string,
  processes: number,
): Promise<readonly Life[]> {
  const worker = await bundle(import.meta.resolve('./life-worker.ts'), join(folder, 'worker.mjs'))
  const subjects: { readonly file: URL; readonly life: Life }[] = []
  for (const [index, contender] of contenders.entries()) {
    const file = await bundle(sourceOf(contender), join(folder, `${index}.mjs`))
    const spent = new Map(MILESTONES.map((milestone) => [milestone, []]))
    subjects.push({ file, life: { contender, size: statSync(file).size, spent } })
  }
  const stdout = openSync(devNull, 'w')
  for (let process = 0; process < processes; process += 1) {
    for (const { file, life } of subjects) {
      const spent = await nextAnswer<number[]>(startChild(worker.href, file.href, stdout))
      for (const [index, milestone] of MILESTONES.entries())
        life.spent.get(milestone)?.push(spent[index] ?? Number.NaN)
    }
  }
  closeSync(stdout)
  return subjects.map(({ life }) => life)
}
