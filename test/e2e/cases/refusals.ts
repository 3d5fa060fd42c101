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
})

describe('a tenant without credits', () => {
  it('is refused by the credits service, and so by its callers', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(0)
    const { status, body, records } = await bgRemover.process(user)

    expect(status).toBe(402)
    expect(body.code).toBe('CREDITS_EXHAUSTED')
    expect(stepOf(records, 'service:dynamodb:updateItem')).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { code: 'ConditionalCheckFailedException' },
    })
    expect(endingOf(records, CREDITS)).toMatchObject(refused(402, 'CREDITS_EXHAUSTED'))
    expect(stepOf(records, 'service:credits:debit')).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(endingOf(records, LAMBDA)).toMatchObject(refused(402, 'CREDITS_EXHAUSTED'))
    expect(stepOf(records, 'lambda-invoke')).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(endingOf(records, PAGE)).toMatchObject(refused(402, 'PAYMENT_REQUIRED'))
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(0)
  })
})
