import { awaitedJob } from './awaited-job.ts'
import { flag } from './environment.ts'
import { getJob, type Job } from './tables.ts'

/** The result of a look-up, without a job if there was none. */
interface CachedLookup {
  readonly job: Job | undefined
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const TTL_MS = 60_000
const MAX_ENTRIES = 1000

/** A stored job never changes. Each worker of the function has its own cache. */
const lookups = new Map<string, CachedLookup>()

/** Returns a job's look-up of the last minute; `undefined` if there was none. */
export function cachedLookup(jobId: string): CachedLookup | undefined {
  const lookup = lookups.get(jobId)
  return lookup !== undefined && lookup.expiresAt > Date.now() ? lookup : undefined
}

/** Reads a job from the table and caches it. Returns `undefined` if there is no such job. */
export async function readJob(jobId: string): Promise<Job | undefined> {
  const job = await (flag('BUG_AWAIT_JOB') ? awaitedJob(jobId) : getJob(jobId))
  // A missing job must not be cached: it may be stored a moment later. `BUG_CACHE_404` brings the bug
  // back for docs/incident-404.md.
  if (job !== undefined || flag('BUG_CACHE_404')) cache(jobId, job)
  return job
}

function cache(jobId: string, job: Job | undefined): void {
  const [oldest] = lookups.keys()
  if (lookups.size >= MAX_ENTRIES && oldest !== undefined) lookups.delete(oldest)
  lookups.set(jobId, { job, expiresAt: Date.now() + TTL_MS })
}
