import { createCaller, type Reply } from './caller.ts'
import { recordSystem } from './record-system.ts'

/** What happened when a user asked for a job before it was stored. */
export interface Incident {
  readonly lines: readonly string[]
  readonly jobId: string
  /** The answers before and after the job was stored. */
  readonly early: Reply
  readonly late: Reply
}

/** A user asks for a job too early, and again when it is done. Runs with the bug or without. */
export async function playIncident(hasBug: boolean): Promise<Incident> {
  const env = { BUG_CACHE_404: hasBug ? '1' : '' }
  return recordSystem(env, async (system, log) => {
    const { bedrock, credits } = system.cloud
    await credits.set('acme', 100)
    const anna = await createCaller(system, 'anna', 'acme')
    const release = bedrock.hold()
    const processing = anna.process()
    // At this point the job has an id, and isn't stored yet.
    const { jobId = '' } = await log.find(({ action }) => action === 'service:http:get')
    const early = await anna.status(jobId)
    release()
    await processing
    const late = await anna.status(jobId)
    await log.find(({ traceId, phase }) => traceId === late.traceId && phase === 'complete')
    return { lines: log.lines, jobId, early, late }
  })
}
