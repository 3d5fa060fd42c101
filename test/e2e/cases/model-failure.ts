import { describe, expect } from 'vitest'
import { stepName } from '../../../src/cli/trace/tree.ts'
import { CREDITS, it, LAMBDA, PAGE } from '../system.ts'
import { endingOf, stepOf } from '../whole-trace.ts'

/** How many times the AWS SDK tries a call. */
const ATTEMPTS = 3

describe('a failure of the model', () => {
  it('has its AWS name as the code, and gives the credit back', async ({ bgRemover }) => {
    const { bedrock, credits } = bgRemover.cloud
    const user = await bgRemover.newUser(7)
    bedrock.failNext(ATTEMPTS)
    const { status, body, records } = await bgRemover.process(user, {
      services: [PAGE, LAMBDA, CREDITS, CREDITS],
    })

    expect(status).toBe(500)
    expect(body).not.toHaveProperty('resultUrl')
    const failed = { level: 'error', result: 'error', error: { code: 'InternalServerException' } }
    expect(stepOf(records, 'service:bedrock:invoke')).toMatchObject({
      ...failed,
      metadata: { attempts: ATTEMPTS, statusCode: 500 },
    })
    expect(endingOf(records, LAMBDA)).toMatchObject({ ...failed, metadata: { statusCode: 500 } })
    expect(endingOf(records, PAGE)).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'INTERNAL_ERROR' },
      metadata: { statusCode: 500 },
    })
    expect(stepOf(records, 'service:credits:refund')).toMatchObject({ result: 'success' })
    expect(endingOf(records, LAMBDA)).toMatchObject({ CreditsDebited: 1, CreditsRefunded: 1 })
    expect(endingOf(records, LAMBDA)).not.toHaveProperty('ImagesProcessed')
    expect(records.map(stepName)).not.toContain('service:s3:putObject')
    expect(await credits.balanceOf(user.tenantId)).toBe(7)
  })

  it('does not affect the next request', async ({ bgRemover }) => {
    const { status } = await bgRemover.process(await bgRemover.newUser())
    expect(status).toBe(200)
  })
})
