import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Cloud, startCloud } from '../../local/cloud.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'

type Credits = typeof import('../../handlers/credits.ts')

const SECRET = randomUUID()
let cloud: Cloud
let credits: Credits

beforeAll(async () => {
  cloud = await startCloud()
  const env = {
    ...cloud.env,
    AWS_XRAY_TRACING_ENABLED: 'false',
    CREDITS_SECRET: SECRET,
    CREDITS_TABLE: 'bg-remover-local-credits',
    DEBITS_TABLE: 'bg-remover-local-debits',
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  credits = await import('../../handlers/credits.ts')
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})

afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await cloud.stop()
})

interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

async function ask(operation: string, tenantId: string, body: unknown): Promise<Reply> {
  const token = await new SignJWT({ tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('credits')
    .setExpirationTime('1 minute')
    .sign(Buffer.from(SECRET))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const path = `/credits/${operation}`
  const event = { ...events.httpApi({ headers, body }), rawPath: path }
  const answer = (await credits.handler(event as never, lambdaContext() as never)) as {
    statusCode: number
    body: string
  }
  const { traceId: _id, ...answered } = JSON.parse(answer.body)
  return { status: answer.statusCode, body: answered }
}

async function newTenant(balance: number): Promise<string> {
  const tenantId = `tenant_${randomUUID()}`
  await cloud.credits.set(tenantId, balance)
  return tenantId
}

const balanceOf = (tenantId: string) => cloud.credits.balanceOf(tenantId)
const DONE = { status: 200, body: { success: true } }
const returned = (isReturned: boolean) => ({
  status: 200,
  body: { success: true, returned: isReturned },
})

describe('the credits service', () => {
  it('debits a job once, however often and at once it is asked', async () => {
    const tenant = await newTenant(5)
    const asked = Array.from({ length: 4 }, () => ask('debit', tenant, { jobId: 'job_1' }))
    expect(await Promise.all(asked)).toEqual([DONE, DONE, DONE, DONE])
    expect(await balanceOf(tenant)).toBe(4)
    expect(await ask('debit', tenant, { jobId: 'job_2' })).toEqual(DONE)
    expect(await balanceOf(tenant)).toBe(3)
  })

  it('refuses a tenant without credits, but not a job that is paid', async () => {
    const tenant = await newTenant(1)
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toEqual(DONE)
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toEqual(DONE)
    expect(await ask('debit', tenant, { jobId: 'job_2' })).toMatchObject({
      status: 402,
      body: { code: 'CREDITS_EXHAUSTED' },
    })
    expect(await balanceOf(tenant)).toBe(0)
  })

  it('refuses a tenant that it does not know', async () => {
    const { status } = await ask('debit', `tenant_${randomUUID()}`, { jobId: 'job_1' })
    expect(status).toBe(402)
  })

  it('gives the credit of a job back once', async () => {
    const tenant = await newTenant(5)
    await ask('debit', tenant, { jobId: 'job_1' })
    expect(await ask('refund', tenant, { jobId: 'job_1' })).toEqual(returned(true))
    expect(await ask('refund', tenant, { jobId: 'job_1' })).toEqual(returned(false))
    expect(await balanceOf(tenant)).toBe(5)
  })

  it('takes nothing for a debit that arrives after its refund', async () => {
    const tenant = await newTenant(5)
    expect(await ask('refund', tenant, { jobId: 'job_1' })).toEqual(returned(false))
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toMatchObject({
      status: 409,
      body: { code: 'CREDIT_RETURNED' },
    })
    expect(await balanceOf(tenant)).toBe(5)
  })

  it('keeps tenants apart that name the same job', async () => {
    const [one, other] = await Promise.all([newTenant(5), newTenant(5)])
    await ask('debit', one, { jobId: 'job_1' })
    expect(await ask('refund', other, { jobId: 'job_1' })).toEqual(returned(false))
    expect([await balanceOf(one), await balanceOf(other)]).toEqual([4, 5])
  })

  it('ends at the same balance, in whatever order debit and refund arrive', async () => {
    const tenant = await newTenant(10)
    const jobs = Array.from({ length: 10 }, (_, index) => `job_${index}`)
    await Promise.all(
      jobs.flatMap((jobId, index) => {
        const operations = index % 2 === 0 ? ['debit', 'refund'] : ['refund', 'debit']
        return operations.map((operation) => ask(operation, tenant, { jobId }))
      }),
    )
    const late = await Promise.all(jobs.map((jobId) => ask('refund', tenant, { jobId })))
    expect(late.map(({ status }) => status)).toEqual(jobs.map(() => 200))
    expect(await balanceOf(tenant)).toBe(10)
  })

  it('tries again if another transaction changes the same credits', async () => {
    const tenant = await newTenant(5)
    cloud.dynamoDb.conflictNext(3)
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toEqual(DONE)
    cloud.dynamoDb.conflictNext(5)
    expect((await ask('debit', tenant, { jobId: 'job_2' })).status).toBe(500)
    expect(await balanceOf(tenant)).toBe(4)
  })

  it('asks again about a debit that conflicts, before it refuses a tenant without credits', async () => {
    const tenant = await newTenant(1)
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toEqual(DONE)
    cloud.dynamoDb.conflictNext(1)
    expect(await ask('debit', tenant, { jobId: 'job_1' })).toEqual(DONE)
    cloud.dynamoDb.conflictNext(1)
    expect(await ask('debit', tenant, { jobId: 'job_2' })).toMatchObject({ status: 402 })
    expect(await balanceOf(tenant)).toBe(0)
  })

  it.each([
    ['no id', {}],
    ['null', null],
    ['a number', { jobId: 7 }],
    ['an empty id', { jobId: '' }],
    ['an id of 3,000 letters', { jobId: 'a'.repeat(3000) }],
    ['a list', { jobId: ['job_1'] }],
  ])('answers 400 to %s of a job', async (_what, body) => {
    const tenant = await newTenant(5)
    for (const operation of ['debit', 'refund']) {
      expect(await ask(operation, tenant, body)).toMatchObject({
        status: 400,
        body: { code: 'JOB_ID_INVALID' },
      })
    }
    expect(await balanceOf(tenant)).toBe(5)
  })

  it.each(['', ' ', 'a\nb'])('refuses a token whose tenant is %j', async (tenantId) => {
    expect((await ask('debit', tenantId, { jobId: 'job_1' })).status).toBe(401)
  })
})
