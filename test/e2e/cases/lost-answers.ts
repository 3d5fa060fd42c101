import { describe, expect } from 'vitest'
import { CREDITS, it, LAMBDA, PAGE } from '../system.ts'
import { endingOf, stepOf } from '../whole-trace.ts'

describe('a debit whose answer is lost', () => {
  it('is repeated, and costs one credit', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(5)
    bgRemover.creditsLink.loseAnswers(1)
    const { status, records } = await bgRemover.process(user, {
      services: [PAGE, LAMBDA, CREDITS, CREDITS],
    })
    expect(status).toBe(200)
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(4)
    expect(endingOf(records, LAMBDA)).toMatchObject({ CreditsDebited: 1 })
    const debits = records.filter(({ action }) => action === 'service:credits:debit')
    expect(debits.map(({ result }) => result)).toEqual(['error', 'success'])
  })

  it('is repeated for the last credit too', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(1)
    bgRemover.creditsLink.loseAnswers(1)
    const { status } = await bgRemover.process(user, {
      services: [PAGE, LAMBDA, CREDITS, CREDITS],
    })
    expect(status).toBe(200)
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(0)
  })

  it('is given back if the answer to its repetition is lost too', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(5)
    bgRemover.creditsLink.loseAnswers(2)
    const { status, records } = await bgRemover.process(user, {
      services: [PAGE, LAMBDA, CREDITS, CREDITS, CREDITS],
    })
    expect(status).toBe(500)
    expect(stepOf(records, 'service:credits:refund')).toMatchObject({ result: 'success' })
    expect(endingOf(records, LAMBDA)).toMatchObject({ CreditsRefunded: 1 })
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(5)
  })
})

describe('a debit that conflicts with another transaction', () => {
  it('is repeated', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(5)
    bgRemover.cloud.dynamoDb.conflictNext(2)
    const { status } = await bgRemover.process(user)
    expect(status).toBe(200)
    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(4)
  })
})
