import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { nextAnswer, startChild } from './child.ts'
import type { Contender } from './contenders.ts'
import type { Subject } from './life.ts'
import type { WorkerMemory } from './memory-worker.ts'

/** What a contender's function needs beside processor time, one number per process. */
export interface Memory {
  readonly contender: Contender
  readonly workers: readonly WorkerMemory[]
}

/** Measures each subject in so many new processes. Their lines go to the null device. */
export async function measureMemory(
  subjects: readonly Subject[],
  processes: number,
): Promise<readonly Memory[]> {
  const worker = import.meta.resolve('./memory-worker.ts')
  const stdout = openSync(devNull, 'w')
  const measured: Memory[] = []
  for (const { contender, file } of subjects) {
    const workers: WorkerMemory[] = []
    for (let process = 0; process < processes; process += 1) {
      const child = startChild(worker, [file.href], stdout, ['--expose-gc'])
      workers.push(await nextAnswer<WorkerMemory>(child))
    }
    measured.push({ contender, workers })
  }
  closeSync(stdout)
  return measured
}
