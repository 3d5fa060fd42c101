import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Contender } from './contenders.ts'
import { quantile } from './quantile.ts'
import { startWorker } from './worker-process.ts'

/** Microseconds of processor time per request, by contender: of one process of each turn. */
export type RequestTimes = ReadonlyMap<Contender, readonly number[]>

/** How much is measured. */
export interface Effort {
  /** In a round. */
  readonly requests: number
  readonly rounds: number
  /** Before them, until V8 has compiled what is used. */
  readonly warmUpRounds: number
  /** Of each contender: where a process puts its code and data makes it faster or slower for good. */
  readonly processes: number
}

/** Enough rounds of one process: V8 has compiled all that a request uses after 20,000 of them. */
export const HOT_LOOP = { requests: 500, rounds: 30, warmUpRounds: 40 }

/** Of its rounds: what else runs on the machine makes a round slower, and none faster. */
const FASTEST = 0.1

/**
 * Times the contenders in turns of so many requests, each by the fastest tenth of its rounds.
 * Only one process of each runs at a time: of many that wait the system takes memory away.
 * Their lines go to the null device: a disk's time is the same for all, and would hide what differs.
 */
export async function timeRequests(
  contenders: readonly Contender[],
  effort: Effort,
): Promise<RequestTimes> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]))
  for (let process = 0; process < effort.processes; process += 1) {
    const turns = await takeTurns(contenders, effort)
    for (const [contender, rounds] of turns) times.get(contender)?.push(quantile(rounds, FASTEST))
  }
  return times
}

/** The time of each round, of one process of each contender. */
async function takeTurns(
  contenders: readonly Contender[],
  { requests, rounds, warmUpRounds }: Effort,
): Promise<RequestTimes> {
  const stdout = openSync(devNull, 'w')
  const runs = contenders.map((contender) => {
    const worker = startWorker(contender, stdout)
    return { contender, worker, times: [] as number[] }
  })
  for (const { worker } of runs) await worker.handle(warmUpRounds * requests)
  for (let round = 0; round < rounds; round += 1) {
    for (const { worker, times } of runs) times.push(await worker.handle(requests))
  }
  for (const { worker } of runs) worker.stop()
  closeSync(stdout)
  return new Map(runs.map(({ contender, times }) => [contender, times]))
}

/** A contender's time in each process, above the base's in the same turn: a slower machine slows both. */
export function aboveBase(
  requests: RequestTimes,
  contender: Contender,
  base: Contender,
): readonly number[] {
  const bases = requests.get(base) ?? []
  return (requests.get(contender) ?? []).map((time, turn) => time - (bases[turn] ?? Number.NaN))
}
