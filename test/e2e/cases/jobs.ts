import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { type Answer, type BgRemover, it, LAMBDA, type User } from '../system.ts'
import { endingOf, refused, stepOf } from '../whole-trace.ts'

describe('the status of a job', () => {
  it('is returned to its own tenant', async ({ bgRemover }) => {
    const user = await bgRemover.newUser()
    const { jobId } = (await bgRemover.process(user)).body
    const { status, body, records } = await askForJob(bgRemover, user, jobId)
    expect(status).toBe(200)
    expect(body).toMatchObject({ jobId, status: 'done' })
    const { tenantId, userId } = user
    expect(endingOf(records, LAMBDA)).toMatchObject({ level: 'info', jobId, tenantId, userId })
    expect((await fetch(body.resultUrl as string)).status).toBe(200)
  })

  it('is a 404 with the trace id if there is no such job', async ({ bgRemover }) => {
    const jobId = `job_${randomUUID()}`
    const { status, body, records, traceId } = await askForJob(
      bgRemover,
      await bgRemover.newUser(),
      jobId,
    )
    expect(status).toBe(404)
    expect(body).toEqual({ error: 'There is no such job', code: 'JOB_NOT_FOUND', traceId })
    expect(stepOf(records, 'service:dynamodb:getItem').result).toBe('success')
    expect(endingOf(records, LAMBDA)).toMatchObject({
      ...refused(404, 'JOB_NOT_FOUND'),
      action: 'bg-remover:status',
      jobId,
    })
  })

  it('is the same 404 for another tenant', async ({ bgRemover }) => {
    const { jobId } = (await bgRemover.process(await bgRemover.newUser())).body
    const stranger = await bgRemover.newUser()
    const { status, body, traceId } = await askForJob(bgRemover, stranger, jobId)
    expect(status).toBe(404)
    expect(body).toEqual({ error: 'There is no such job', code: 'JOB_NOT_FOUND', traceId })
  })

  it.for([
    ['of 3,000 letters', 'a'.repeat(3000)],
    ['with a space', 'job%20of%20mine'],
    ['with a slash', '..%2fjob'],
    ['with a null character', 'job%00'],
    ['in another script', encodeURIComponent('仕事')],
  ] as const)('is a 400 for an id %s', async ([, jobId], { bgRemover }) => {
    const user = await bgRemover.newUser()
    const { status, body, records } = await askForJob(bgRemover, user, jobId)
    expect([status, body.code]).toEqual([400, 'JOB_ID_INVALID'])
    expect(endingOf(records, LAMBDA)).toMatchObject(refused(400, 'JOB_ID_INVALID'))
    expect(records.map(({ action }) => action)).not.toContain('service:dynamodb:getItem')
    expect(records.filter((record) => record.jobId !== undefined)).toEqual([])
  })
})

function askForJob(bgRemover: BgRemover, { token }: User, jobId: unknown): Promise<Answer> {
  const url = `${bgRemover.apiUrl}/bg-remover/status/${jobId}`
  return bgRemover.ask({ url, method: 'GET', token, services: [LAMBDA] })
}
