import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { CONTENDERS, type Contender } from './contenders.ts'
import { startWorker } from './worker-process.ts'

const WARM_UP = 8_000
const ROUNDS = 50
const REQUESTS = 1_000

/** Microseconds of processor time per request, one number a round. */
export type RequestTimes = ReadonlyMap<Contender, readonly number[]>

/**
 * Times the contenders in turns, so that what else runs on the machine meets them all alike.
 * Their lines go to the null device: a disk's time is the same for all, and would hide what differs.
 */
export async function timeRequests(): Promise<RequestTimes> {
  const stdout = openSync(devNull, 'w')
  const runs = CONTENDERS.map((contender) => ({
    contender,
    worker: startWorker(contender, stdout),
    times: [] as number[],
  }))
  for (const { worker } of runs) await worker.handle(WARM_UP)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { worker, times } of runs) times.push(await worker.handle(REQUESTS))
  }
  for (const { worker } of runs) worker.stop()
  closeSync(stdout)
  return new Map(runs.map(({ contender, times }) => [contender, times]))
}
