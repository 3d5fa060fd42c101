import { randomBytes, randomUUID } from 'node:crypto'
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { captureTrace, events, lambdaContext } from 'hoptrace/testing'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { handler } from '../../handlers/status.ts'

const tables = mockClient(DynamoDBDocumentClient)
const secret = randomBytes(32).toString('hex')

beforeEach(() => {
  tables.reset()
  const rate = { requests: 1, expiresAt: Number.MAX_SAFE_INTEGER }
  tables.on(UpdateCommand, { TableName: 'rates' }).resolves({ Attributes: rate })
  vi.stubEnv('JWT_SECRET', secret)
  vi.stubEnv('JOBS_TABLE', 'jobs')
  vi.stubEnv('RATES_TABLE', 'rates')
  vi.stubEnv('RESULTS_BUCKET', 'results')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
})
afterEach(() => vi.unstubAllEnvs())

/** Asks for a job as a user of the tenant `acme`. */
async function statusOf(jobId: string) {
  const token = await new SignJWT({ tenantId: 'acme' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('user-1')
    .setAudience('bg-remover')
    .setExpirationTime('1 minute')
    .sign(new TextEncoder().encode(secret))
  const event = events.httpApi({ headers: { authorization: `Bearer ${token}` } })
  const asked = { ...event, pathParameters: { jobId } } as APIGatewayProxyEventV2
  const context = lambdaContext() as Context
  const { value, ending, calls } = await captureTrace(() => handler(asked, context))
  return { status: value?.statusCode, body: JSON.parse(value?.body ?? ''), ending, calls }
}

describe('the status handler', () => {
  it('answers with a job of the caller’s tenant, which it reads once in two requests', async () => {
    const jobId = `job_${randomUUID()}`
    const job = { jobId, tenantId: 'acme', status: 'done', createdAt: '2026-11-22T14:30:00Z' }
    tables.on(GetCommand, { TableName: 'jobs', Key: { jobId } }).resolves({ Item: job })
    const first = await statusOf(jobId)
    expect(first.body).toMatchObject({ jobId, status: 'done', traceId: first.ending?.traceId })
    expect(first.calls).toEqual(['service:dynamodb:updateItem', 'service:dynamodb:getItem'])
    const second = await statusOf(jobId)
    expect([second.body.jobId, second.calls]).toEqual([jobId, ['service:dynamodb:updateItem']])
  })

  it.each<[string, object | undefined]>([
    ['there is no such job', undefined],
    ['the job is another tenant’s', { tenantId: 'other' }],
  ])('answers 404 if %s', async (_why, Item) => {
    tables.on(GetCommand).resolves({ Item })
    const { status, body, ending } = await statusOf(`job_${randomUUID()}`)
    expect([status, body.code]).toEqual([404, 'JOB_NOT_FOUND'])
    expect(ending).toMatchObject({ level: 'warn', userId: 'user-1', tenantId: 'acme' })
  })
})
