import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Contender } from './contenders.ts'
import { quantile } from './quantile.ts'
import { startWorker } from './worker-process.ts'

/** Microseconds of processor time per request, by contender: one number per process. */
export type RequestTimes = ReadonlyMap<Contender, readonly number[]>

/** How much is measured. */
export interface Effort {
  /** Per round. */
  readonly requests: number
  readonly rounds: number
  /** Not measured: until V8 has compiled what a request uses. */
  readonly warmUpRounds: number
  /** Per contender: the addresses of its code and data make a whole process faster or slower. */
  readonly processes: number
}

/** Rounds that suffice for a request: V8 has compiled all that it uses after 20,000 of them. */
export const HOT_LOOP = { requests: 500, rounds: 30, warmUpRounds: 40 }

/** The share of rounds that counts: other load on the machine makes rounds slower, never faster. */
const FASTEST_SHARE = 0.1

/**
 * Times the contenders round by round, in turns. A process counts with the fastest tenth of its rounds.
 * One process of each contender runs at a time: the system takes memory from many that wait.
 * Their lines go to the null device: a disk takes the same time for all and would hide the difference.
 */
export async function timeRequests(
  contenders: readonly Contender[],
  effort: Effort,
): Promise<RequestTimes> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]))
  for (let process = 0; process < effort.processes; process += 1) {
    const turns = await takeTurns(contenders, effort)
    for (const [contender, rounds] of turns)
      times.get(contender)?.push(quantile(rounds, FASTEST_SHARE))
  }
  return times
}

/** The time of each round, for one process per contender. */
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
