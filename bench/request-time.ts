import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Contender } from './contenders.ts'
import { startWorker } from './worker-process.ts'

const WARM_UP_ROUNDS = 8
const ROUNDS = 50

/** Microseconds of processor time per request, one number a round. */
export type RequestTimes = ReadonlyMap<Contender, readonly number[]>

/**
 * Times the contenders in turns of so many requests, so that what else runs on the machine meets them all alike.
 * Their lines go to the null device: a disk's time is the same for all, and would hide what differs.
 */
export async function timeRequests(
  contenders: readonly Contender[],
  requests: number,
): Promise<RequestTimes> {
  const stdout = openSync(devNull, 'w')
  const runs = contenders.map((contender) => ({
    contender,
    worker: startWorker(contender, stdout),
    times: [] as number[],
  }))
  for (const { worker } of runs) await worker.handle(WARM_UP_ROUNDS * requests)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { worker, times } of runs) times.push(await worker.handle(requests))
  }
  for (const { worker } of runs) worker.stop()
  closeSync(stdout)
  return new Map(runs.map(({ contender, times }) => [contender, times]))
}
