import { beforeAll, describe, expect, it } from 'vitest'
import { type Incident, playIncident } from '../../local/docs/incident.ts'
import { incidentCommands } from '../../local/docs/incident-document.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { startSession, tokensOf } from '../cli/mcp/session.ts'

/** Runs the document's commands. Returns their output. */
async function askAbout({ lines, jobId, late }: Incident): Promise<string[]> {
  const file = logFile(...lines)
  const answers = incidentCommands(late.traceId, jobId).map(async (words) => {
    return (await hoptrace([...words, '--file', file])).out
  })
  return Promise.all(answers)
}

/** Reads lookups, hits and misses from the row of the cache. */
const lookupsOf = (table = ''): number[] =>
  table.split('\n')[1]?.trim().split(/ {2,}/).slice(2, 5).map(Number) ?? []

const rowsOf = (table = ''): string[] => table.trimEnd().split('\n').slice(1)

describe('a job whose status is read before the job is stored', () => {
  let incident: Incident

  beforeAll(async () => {
    incident = await playIncident(true)
  })

  it('stays a 404 with the bug, and the command line shows why', async () => {
    const { early, late, jobId } = incident
    expect([early.status, late.status]).toEqual([404, 404])

    const [notFound, trace, job = '', cache] = await askAbout(incident)
    expect(rowsOf(notFound)).toEqual([
      expect.stringMatching(`${late.traceId} +${jobId}`),
      expect.stringMatching(`${early.traceId} +${jobId}`),
    ])
    expect(trace).toContain('find-job')
    expect(trace).not.toContain('service:dynamodb:getItem')
    const stored = job.indexOf('service:dynamodb:putItem')
    const asked = job.indexOf('service:dynamodb:getItem')
    expect(stored).toBeGreaterThan(0)
    expect(asked).toBeGreaterThan(job.indexOf(early.traceId))
    expect(asked).toBeLessThan(job.indexOf(late.traceId))
    expect(lookupsOf(cache)).toEqual([2, 1, 1])
  })

  it('leads a coding agent to its cause in at most 4 calls and 10,000 tokens', async () => {
    const { lines, late, early, jobId } = incident
    const session = await startSession(['--file', logFile(...lines)])

    // “Asking for my picture says 404.”
    const found = await session.call('find', { status: '404', pick: 'last' })
    const [last] = found.answer.untrustedData.traces
    expect(last).toMatchObject({
      traceId: late.traceId,
      ids: { job: jobId },
      failedAt: { code: 'JOB_NOT_FOUND' },
    })
    expect(stepsOf(last)).toContain('find-job')
    expect(stepsOf(last)).not.toContain('service:dynamodb:getItem')

    const job = await session.call('trace', { id: last.ids.job })
    const [stored, first, second] = job.answer.untrustedData.traces
    expect(stepsOf(stored)).toContain('service:dynamodb:putItem')
    expect([first.traceId, second.traceId]).toEqual([early.traceId, late.traceId])
    expect(stepsOf(first)).toContain('service:dynamodb:getItem')
    expect(job.answer.leftOut ?? []).not.toContainEqual(expect.stringContaining('steps'))

    const cache = await session.call('query', { name: 'cache' })
    const { columns, rows } = cache.answer.untrustedData
    const hits = columns.indexOf('hitCount')
    expect(rows.map((row: unknown[]) => row[hits])).toEqual([1])

    expect(session.replies.length).toBeLessThanOrEqual(4)
    expect(tokensOf(session.replies)).toBeLessThanOrEqual(10_000)
  })
})

const stepsOf = ({ steps }: { steps: { step: string }[] }): string[] =>
  steps.map(({ step }) => step)

describe('the same job without the bug', () => {
  it('is found when it is stored', async () => {
    const incident = await playIncident(false)
    expect([incident.early.status, incident.late.status]).toEqual([404, 200])

    const [notFound, trace, , cache] = await askAbout(incident)
    expect(rowsOf(notFound)).toHaveLength(1)
    expect(trace).toContain('service:dynamodb:getItem')
    expect(lookupsOf(cache)).toEqual([2, 0, 2])
  })
})
