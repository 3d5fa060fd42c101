import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { CREDITS, it, LAMBDA, PAGE, REQUESTS_PER_MINUTE } from '../system.ts'
import { endingOf, refused, stepOf } from '../whole-trace.ts'

describe('a token with another signature', () => {
  it('is refused by the route, without a call of Lambda', async ({ bgRemover }) => {
    const { status, body, records } = await bgRemover.ask({
      token: await bgRemover.signToken('mallory', 'carousel-labs', randomUUID()),
      body: JSON.stringify({ imageUrl: bgRemover.pictures[0] }),
      services: [PAGE],
    })
    expect(status).toBe(401)
    expect(body.code).toBe('UNAUTHORIZED')
    expect(stepOf(records, 'authentication')).toMatchObject({ level: 'warn', hopResult: 'fail' })
    expect(endingOf(records, PAGE)).toMatchObject(refused(401, 'UNAUTHORIZED'))
  })

  it('is refused by the function too', async ({ bgRemover }) => {
    const { status, body, records } = await bgRemover.ask({
      url: `${bgRemover.apiUrl}/bg-remover/process`,
      token: await bgRemover.signToken('mallory', 'carousel-labs', randomUUID()),
      body: JSON.stringify({ imageUrl: bgRemover.pictures[0] }),
      services: [LAMBDA],
    })
    expect(status).toBe(401)
    expect(body.code).toBe('UNAUTHORIZED')
    expect(stepOf(records, 'jwt-validation')).toMatchObject({
      level: 'warn',
      hopResult: 'failure',
      error: { code: 'UNAUTHORIZED' },
    })
    expect(endingOf(records, LAMBDA)).toMatchObject(refused(401, 'UNAUTHORIZED'))
  })
})

/** Claims of tokens that are signed with the right key. */
const WRONG_CLAIMS: [what: string, claims: object][] = [
  ['no expiry', { exp: undefined }],
  ['an expiry in the past', { exp: 1 }],
  ['no user', { sub: undefined }],
  ['an empty user', { sub: '' }],
  ['a blank user', { sub: ' ' }],
  ['a number as the user', { sub: 7 }],
  ['a user of 200 characters', { sub: 'u'.repeat(200) }],
  ['a line break in the user', { sub: 'a\nb' }],
  ['no tenant', { tenantId: undefined }],
  ['an empty tenant', { tenantId: '' }],
  ['an object as the tenant', { tenantId: {} }],
  ['another audience', { aud: 'credits' }],
]

describe('a token with', () => {
  const claimsWith = (claims: object) => ({
    sub: 'user',
    tenantId: 'tenant',
    aud: 'bg-remover',
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  })

  it.for(WRONG_CLAIMS)(
    '%s is refused by the route and by both functions',
    async (wrong, { bgRemover }) => {
      const token = bgRemover.signClaims(claimsWith(wrong[1]))
      const body = JSON.stringify({ imageUrl: bgRemover.pictures[0] })
      const questions = [
        { services: [PAGE], body },
        { services: [LAMBDA], body, url: `${bgRemover.apiUrl}/bg-remover/process` },
        { services: [LAMBDA], method: 'GET', url: `${bgRemover.apiUrl}/bg-remover/status/job_1` },
      ]
      for (const question of questions) {
        const { status, body: answered } = await bgRemover.ask({ token, ...question })
        expect([status, answered.code]).toEqual([401, 'UNAUTHORIZED'])
      }
    },
  )

  it('these claims otherwise is accepted', async ({ bgRemover }) => {
    const { status } = await bgRemover.ask({
      token: bgRemover.signClaims(claimsWith({ sub: 'auth0|Änne (work)' })),
      method: 'GET',
      url: `${bgRemover.apiUrl}/bg-remover/status/job_1`,
      services: [LAMBDA],
    })
    expect(status).toBe(404)
  })
})

describe('a user who sends too many requests', () => {
  it('is refused before Lambda is called, and others are not', async ({ bgRemover }) => {
    const { token } = await bgRemover.newUser()
    const allowed = { token, body: '{}', services: [PAGE, LAMBDA] }
    for (let sent = 0; sent < REQUESTS_PER_MINUTE; sent += 1) {
      expect((await bgRemover.ask(allowed)).status).toBe(400)
    }

    const { status, body, records } = await bgRemover.ask({ ...allowed, services: [PAGE] })
    expect(status).toBe(429)
    expect(body.code).toBe('TOO_MANY_REQUESTS')
    expect(stepOf(records, 'rate-limit')).toMatchObject({ level: 'warn', hopResult: 'fail' })
    expect(endingOf(records, PAGE)).toMatchObject(refused(429, 'TOO_MANY_REQUESTS'))

    const other = await bgRemover.newUser()
    expect((await bgRemover.ask({ ...allowed, token: other.token })).status).toBe(400)
  })

  it('is refused by the functions too, each of which counts for itself', async ({ bgRemover }) => {
    const { token } = await bgRemover.newUser()
    const process = {
      token,
      body: '{}',
      url: `${bgRemover.apiUrl}/bg-remover/process`,
      services: [LAMBDA],
    }
    const status = {
      token,
      method: 'GET',
      url: `${bgRemover.apiUrl}/bg-remover/status/job_1`,
      services: [LAMBDA],
    }
    for (const [question, expected] of [
      [process, 400],
      [status, 404],
    ] as const) {
      for (let sent = 0; sent < REQUESTS_PER_MINUTE; sent += 1) {
        expect((await bgRemover.ask(question)).status).toBe(expected)
      }
      const { status: refusal, body, records } = await bgRemover.ask(question)
      expect([refusal, body.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
      expect(stepOf(records, 'api-rate-limit')).toMatchObject({ level: 'warn', hopResult: 'fail' })
      expect(endingOf(records, LAMBDA)).toMatchObject(refused(429, 'TOO_MANY_REQUESTS'))
    }
  })

  it('is another user in another tenant', async ({ bgRemover }) => {
    const userId = `user_${randomUUID()}`
    const [first, second] = await Promise.all(
      ['one', 'two'].map((tenant) => bgRemover.signToken(userId, `${tenant}_${userId}`)),
    )
    const statusOf = async (token = '', url?: string) => {
      const services = url === undefined ? [PAGE, LAMBDA] : [LAMBDA]
      return (await bgRemover.ask({ token, body: '{}', services, ...(url && { url }) })).status
    }
    const api = `${bgRemover.apiUrl}/bg-remover/process`
    for (let sent = 0; sent < REQUESTS_PER_MINUTE; sent += 1) {
      expect(await statusOf(first)).toBe(400)
    }
    expect(await statusOf(first, api)).toBe(429)
    expect(await statusOf(second)).toBe(400)
    expect(await statusOf(second, api)).toBe(400)
  })
})

describe('a tenant without credits', () => {
  it('is refused by the credits service, and so by its callers', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(0)
    const { status, body, records } = await bgRemover.process(user)

    expect(status).toBe(402)
    expect(body.code).toBe('CREDITS_EXHAUSTED')
    expect(stepOf(records, 'service:dynamodb:transactWriteItems')).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { code: 'TransactionCanceledException' },
    })
    expect(endingOf(records, CREDITS)).toMatchObject(refused(402, 'CREDITS_EXHAUSTED'))
    expect(stepOf(records, 'service:credits:debit')).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(endingOf(records, LAMBDA)).toMatchObject(refused(402, 'CREDITS_EXHAUSTED'))
    expect(stepOf(records, 'lambda-invoke')).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(endingOf(records, PAGE)).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(0)
  })
})
