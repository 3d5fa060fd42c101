import { randomBytes } from 'node:crypto'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { captureTrace, events, lambdaContext } from 'hoptrace/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { handler } from '../../handlers/credits.ts'
import { signCreditsToken } from '../../handlers/tokens.ts'

const tables = mockClient(DynamoDBDocumentClient)

beforeEach(() => {
  tables.reset()
  vi.stubEnv('CREDITS_SECRET', randomBytes(32).toString('hex'))
  vi.stubEnv('CREDITS_TABLE', 'credits')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
})
afterEach(() => vi.unstubAllEnvs())

/** Moves a credit of the tenant `acme`. */
async function move(operation: 'debit' | 'refund') {
  const headers = { authorization: `Bearer ${await signCreditsToken('acme')}` }
  const event = { ...events.httpApi({ headers, body: {} }), rawPath: `/credits/${operation}` }
  const sent = { ...event, headers: { ...event.headers, 'content-type': 'application/json' } }
  const { value, ending, calls, records } = await captureTrace(() =>
    handler(sent as APIGatewayProxyEventV2, lambdaContext() as Context),
  )
  const call = records.find(({ phase }) => phase === 'call')
  return { value, ending, calls, call }
}

describe('the credits handler', () => {
  it.each([
    ['takes one', 'debit', -1],
    ['gives one back', 'refund', 1],
  ] as const)('%s', async (_title, operation, amount) => {
    tables.on(UpdateCommand).resolves({ Attributes: { balance: 4 } })
    const { value, ending, calls } = await move(operation)
    expect(JSON.parse(value?.body ?? '')).toEqual({ success: true, balance: 4 })
    expect(ending).toMatchObject({ result: 'success', tenantId: 'acme' })
    expect(calls).toEqual(['service:dynamodb:updateItem'])
    expect(tables.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'credits',
      Key: { tenantId: 'acme' },
      ExpressionAttributeValues: { ':amount': amount },
    })
  })

  it('answers 402 if none is left', async () => {
    const error = new ConditionalCheckFailedException({ message: 'no', $metadata: {} })
    tables.on(UpdateCommand).rejects(error)
    const { value, ending, call } = await move('debit')
    expect(value?.statusCode).toBe(402)
    expect(ending).toMatchObject({ level: 'warn', error: { code: 'CREDITS_EXHAUSTED' } })
    expect(call).toMatchObject({
      level: 'warn',
      error: { code: 'ConditionalCheckFailedException' },
      metadata: { table: 'credits' },
    })
  })
})
