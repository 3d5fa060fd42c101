import { parseRecord, type RequestRecord } from '../../src/lines/record.ts'
import type { System } from '../system.ts'
import { type Caller, createCaller, type Reply } from './caller.ts'
import { recordSystem, type SystemLog } from './record-system.ts'

/** A day of the bg-remover, with a change at noon. */
export interface SlowDay {
  readonly lines: readonly string[]
}

/** When the change is deployed. */
export const NOON = '2026-11-22T12:00:00Z'
const HALF_MS = 4 * 3_600_000
const ROUNDS = 30
const TENANTS = ['acme', 'globex', 'initech']
/** The tenant whose job was deleted. */
const FORGETFUL = 'globex'

/**
 * Plays a morning and an afternoon, each a load of requests for the status of jobs. The requests are then
 * spread over the day, each with all of its records.
 * @param hasBug whether the functions wait for jobs that they don't find in the afternoon
 */
export async function playSlowDay(hasBug: boolean): Promise<SlowDay> {
  const morning = await playHalf(false)
  const afternoon = await playHalf(hasBug)
  const noon = Date.parse(NOON)
  return { lines: [...spread(morning, noon - HALF_MS), ...spread(afternoon, noon)] }
}

function playHalf(hasBug: boolean): Promise<readonly string[]> {
  const env = {
    REQUESTS_PER_MINUTE: '10000',
    BUG_AWAIT_JOB: hasBug ? '1' : '',
  }
  return recordSystem(env, async (system, log) => {
    await sendLoad(system, log)
    return log.lines
  })
}

/** Each tenant polls its job; the job of one was deleted, and its client goes on asking. */
async function sendLoad(system: System, log: SystemLog): Promise<void> {
  const polls: (() => Promise<Reply>)[] = []
  for (const tenant of TENANTS) {
    await system.cloud.credits.set(tenant, 100)
    const caller = await createCaller(system, 'anna', tenant)
    const isDeleted = tenant === FORGETFUL
    const jobId = isDeleted ? 'job_deleted' : await processed(caller, tenant, log)
    polls.push(() => caller.status(jobId))
  }
  let last: Reply | undefined
  for (let round = 0; round < ROUNDS; round += 1) {
    last = (await Promise.all(polls.map((poll) => poll()))).at(-1)
  }
  await log.find(({ traceId, phase }) => traceId === last?.traceId && phase === 'complete')
}

async function processed(caller: Caller, tenant: string, log: SystemLog): Promise<string> {
  await caller.process()
  const { jobId = '' } = await log.find(
    ({ tenantId, jobId: id }) => tenantId === tenant && id !== undefined,
  )
  return jobId
}

/** Moves requests, each with all of its records, so that they begin evenly over half a day. */
function spread(lines: readonly string[], begin: number): string[] {
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  const requests = [...Map.groupBy(records, ({ traceId }) => traceId).values()]
  return requests.flatMap((request, index) => {
    const target = begin + (index * HALF_MS) / requests.length
    const first = Math.min(...request.map(timeOf))
    return request.map((record) => {
      const timestamp = new Date(target + timeOf(record) - first).toISOString()
      return JSON.stringify({ ...record, timestamp })
    })
  })
}

function timeOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
