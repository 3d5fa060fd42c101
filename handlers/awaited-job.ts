import { setTimeout as sleep } from 'node:timers/promises'
import { getJob, type Job } from './tables.ts'

const PAUSES_MS = [300, 300, 300, 300]

/**
 * Reads a job, and waits until it is stored. `BUG_AWAIT_JOB` uses this for docs/slow-since-noon.md: a
 * caller who asks for a job that never comes waits each time.
 */
export async function awaitedJob(jobId: string): Promise<Job | undefined> {
  for (const pause of PAUSES_MS) {
    const job = await getJob(jobId)
    if (job !== undefined) return job
    await sleep(pause)
  }
  return getJob(jobId)
}
