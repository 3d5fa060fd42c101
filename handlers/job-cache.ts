import { flag } from './environment.ts'
import { getJob, type Job } from './tables.ts'

/** What was found of a job; a job that is not there is found to be `undefined`. */
interface Found {
  readonly job: Job | undefined
  /** Milliseconds since 1970. */
  readonly until: number
}

const KEPT_MS = 60_000
const MOST = 1000

// A stored job never changes. Each worker of the function has its own cache.
const found = new Map<string, Found>()

/** What was found of a job lately. */
export function recallJob(jobId: string): Found | undefined {
  const known = found.get(jobId)
  return known !== undefined && known.until > Date.now() ? known : undefined
}

/** Reads a job, and keeps what was found. */
export async function readJob(jobId: string): Promise<Job | undefined> {
  const job = await getJob(jobId)
  // A job that is not there yet may be there a moment later. BUG_CACHE_404 brings back the
  // incident of docs/incident-404.md.
  if (job !== undefined || flag('BUG_CACHE_404')) keep(jobId, job)
  return job
}

function keep(jobId: string, job: Job | undefined): void {
  const [oldest] = found.keys()
  if (found.size >= MOST && oldest !== undefined) found.delete(oldest)
  found.set(jobId, { job, until: Date.now() + KEPT_MS })
}
