import { closeSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import { nextAnswer, startChild } from './child.ts'
import { type Contender, sourceOf } from './contenders.ts'
import { MILESTONES } from './milestones.ts'

/** A contender's function as a file that a worker imports. */
export interface Subject {
  readonly contender: Contender
  readonly file: URL
}

/** What a contender's function costs from its import on. */
export interface Life {
  readonly contender: Contender
  /** Bytes of its file. */
  readonly size: number
  /** Milliseconds of processor time up to each milestone, one number per process. */
  readonly spent: ReadonlyMap<number, number[]>
}

/** Bundles and minifies the contenders' functions into this folder. */
export function bundleSubjects(
  contenders: readonly Contender[],
  folder: string,
): Promise<readonly Subject[]> {
  return Promise.all(
    contenders.map(async (contender, index) => {
      const file = await bundle(sourceOf(contender), join(folder, `${index}.mjs`))
      return { contender, file }
    }),
  )
}

/**
 * Times each subject in so many new processes, in turns, up to a milestone. Their lines go to the null
 * device.
 */
export async function timeLives(
  subjects: readonly Subject[],
  processes: number,
  last = MILESTONES.at(-1) ?? 0,
): Promise<readonly Life[]> {
  const milestones = MILESTONES.filter((milestone) => milestone <= last)
  const worker = import.meta.resolve('./life-worker.ts')
  const lives: readonly Life[] = subjects.map(({ contender, file }) => ({
    contender,
    size: statSync(file).size,
    spent: new Map(milestones.map((milestone) => [milestone, []])),
  }))
  const stdout = openSync(devNull, 'w')
  for (let process = 0; process < processes; process += 1) {
    for (const [index, { file }] of subjects.entries()) {
      const child = startChild(worker, [file.href, String(last)], stdout)
      const spent = await nextAnswer<number[]>(child)
      for (const [at, milestone] of milestones.entries())
        lives[index]?.spent.get(milestone)?.push(spent[at] ?? Number.NaN)
    }
  }
  closeSync(stdout)
  return lives
}
