import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Contender } from './contenders.ts'
import { startWorker, type Worker } from './worker-process.ts'

const WARM_UP_ROUNDS = 8
const ROUNDS = 30
/** Of each contender: where a process puts its code and data makes it faster or slower for good. */
const PROCESSES = 3

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
    workers: Array.from({ length: PROCESSES }, () => startWorker(contender, stdout)),
    times: [] as number[],
  }))
  for (const { workers } of runs) await meanTime(workers, WARM_UP_ROUNDS * requests)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { workers, times } of runs) times.push(await meanTime(workers, requests))
  }
  for (const { workers } of runs) for (const worker of workers) worker.stop()
  closeSync(stdout)
  return new Map(runs.map(({ contender, times }) => [contender, times]))
}

async function meanTime(workers: readonly Worker[], requests: number): Promise<number> {
  let sum = 0
  for (const worker of workers) sum += await worker.handle(requests)
  return sum / workers.length
}
