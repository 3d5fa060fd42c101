import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect } from 'vitest'
import { NINE_HOPS } from '../../../local/nine-hops.ts'
import { stepName } from '../../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../../src/lines/record.ts'
import { CREDITS, it, LAMBDA, PAGE } from '../system.ts'
import { endingOf, inTime, stepOf } from '../whole-trace.ts'

const NEW_TRACE_ID = /^req_[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/

describe('a picture that is processed', () => {
  it('leaves nine hops under one trace id', async ({ bgRemover }) => {
    const { status, traceId, records } = await bgRemover.process(await bgRemover.newUser())

    expect(status).toBe(200)
    expect(traceId).toMatch(NEW_TRACE_ID)
    expect(countedHops(records)).toEqual(NINE_HOPS)
    for (const name of NINE_HOPS) {
      expect(stepOf(records, name)).toMatchObject({ level: 'info', result: 'success' })
    }
    for (const [service, path] of [
      [PAGE, '/api/bg-remover/process'],
      [LAMBDA, '/bg-remover/process'],
      [CREDITS, '/credits/debit'],
    ] as const) {
      expect(endingOf(records, service)).toMatchObject({
        level: 'info',
        result: 'success',
        metadata: { statusCode: 200, method: 'POST', path },
      })
    }
  })

  it('announces its call of Lambda, and no other hop', async ({ bgRemover }) => {
    const { records } = await bgRemover.process(await bgRemover.newUser())
    const announced = records.filter(({ hopResult }) => hopResult === 'start')
    const { hopName, spanId } = stepOf(records, 'lambda-invoke')
    expect(announced).toEqual([expect.objectContaining({ hopName, spanId })])
  })

  it('is counted in metrics: picture, credit and request', async ({ bgRemover }) => {
    const { records } = await bgRemover.process(await bgRemover.newUser())
    const ending = endingOf(records, LAMBDA)
    expect(ending).toMatchObject({ ImagesProcessed: 1, CreditsDebited: 1, Requests: 1, Faults: 0 })
    expect(ending).not.toHaveProperty('CreditsRefunded')
    expect(ending).toHaveProperty('_aws.CloudWatchMetrics')
  })

  it('costs one credit, and is a PNG without its background', async ({ bgRemover }) => {
    const user = await bgRemover.newUser(5)
    const { body } = await bgRemover.process(user)

    expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(4)
    const result = await fetch(body.resultUrl as string)
    expect(result.headers.get('content-type')).toBe('image/png')
    const { data, info } = await sharp(await result.arrayBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = info
    const alpha = (x: number, y: number): unknown => data[(y * width + x) * channels + 3]
    expect({ width, height, channels }).toEqual({ width: 800, height: 800, channels: 4 })
    expect([alpha(0, 0), alpha(799, 0), alpha(0, 799), alpha(799, 799)]).toEqual([0, 0, 0, 0])
    expect(alpha(400, 400)).toBe(255)
  })

  it('names its user, tenant and job as soon as they are known', async ({ bgRemover }) => {
    const user = await bgRemover.newUser()
    const { body, records } = await bgRemover.process(user)
    const { userId, tenantId } = user
    const { jobId } = body

    expect(identitiesOf(records, PAGE)).toEqual([
      {},
      { userId, tenantId },
      { userId, tenantId, jobId },
    ])
    expect(stepOf(records, 'rate-limit')).toMatchObject({ userId, tenantId })
    expect(endingOf(records, PAGE)).toMatchObject({ jobId })
    expect(identitiesOf(records, LAMBDA)).toEqual([{}, { userId, tenantId, jobId }])
    expect(stepOf(records, 'service:credits:debit')).toMatchObject({ jobId })
    expect(identitiesOf(records, CREDITS)).toEqual([{}, { tenantId }])
    expect(stepOf(records, 'service:dynamodb:transactWriteItems')).toMatchObject({ tenantId })
  })

  it('accepts a session cookie', async ({ bgRemover }) => {
    const { pageUrl, cloud, secrets } = bgRemover
    const session = await fetch(`${pageUrl}/api/demo-session`, { method: 'POST' })
    const [cookie = ''] = (session.headers.getSetCookie()[0] as string).split(';')
    secrets.push(cookie.slice('session='.length))
    await cloud.credits.set('carousel-labs', 1)

    const { status, records } = await bgRemover.ask({
      headers: { cookie },
      body: JSON.stringify({ imageUrl: bgRemover.pictures[1] }),
      services: [PAGE, LAMBDA, CREDITS],
    })

    expect(status).toBe(200)
    expect(countedHops(records)).toEqual(NINE_HOPS)
  })
})

describe('an id that a caller sends', () => {
  it('is continued through all services if it is a UUID', async ({ bgRemover }) => {
    const sent = `req_${randomUUID()}`
    const answer = await bgRemover.process(await bgRemover.newUser(), {
      headers: { 'x-trace-id': sent },
    })
    expect(answer.traceId).toBe(sent)
    expect(answer.records.filter(({ w3cTraceId }) => w3cTraceId)).toEqual([])
  })

  it('is continued unchanged if it is foreign, beside one W3C id', async ({ bgRemover }) => {
    const answer = await bgRemover.process(await bgRemover.newUser(), {
      headers: { 'x-trace-id': 'req_abc123xyz789' },
    })
    expect(answer.traceId).toBe('req_abc123xyz789')
    const spelled = answer.records.filter(({ phase }) => phase === 'start' || phase === 'complete')
    const [w3cTraceId, ...others] = new Set(spelled.map((record) => record.w3cTraceId))
    expect(w3cTraceId).toMatch(/^[\da-f]{32}$/)
    expect(others).toEqual([])
  })

  it('is continued with its span if it is a traceparent', async ({ bgRemover }) => {
    const answer = await bgRemover.process(await bgRemover.newUser(), {
      headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    })
    expect(answer.traceId).toBe('req_0af76519-16cd-43dd-8448-eb211c80319c')
    expect(endingOf(answer.records, PAGE).parentId).toBe('b7ad6b7169203331')
  })

  it.for([
    ['markup', '"><script>alert(1)</script>'],
    ['a forged record', 'x","level":"error","message":"forged'],
    ['longer than 128 characters', 'a'.repeat(129)],
  ])('is replaced if it is %s', async ([, hostile], { bgRemover }) => {
    bgRemover.secrets.push(hostile as string)
    const { traceId, headers, body } = await bgRemover.process(await bgRemover.newUser(), {
      headers: { 'x-trace-id': hostile as string },
    })
    expect(traceId).toMatch(NEW_TRACE_ID)
    expect(JSON.stringify([...headers, body])).not.toContain(hostile)
  })
})

/** Returns the counted hops in the order of their starts. */
function countedHops(records: readonly RequestRecord[]): string[] {
  return inTime(records)
    .filter(({ hopName, hopResult }) => hopName !== 'lambda-invoke' || hopResult === 'start')
    .filter(({ phase }) => phase === 'hop' || phase === 'call')
    .map(stepName)
    .filter((name) => (NINE_HOPS as readonly string[]).includes(name))
}

/** Returns the distinct identities in the records of a service, in the order of the records. */
function identitiesOf(records: readonly RequestRecord[], service: string): object[] {
  const own = records.filter((record) => record.service === service)
  const identities = own.map(({ userId, tenantId, jobId }) =>
    JSON.stringify({ userId, tenantId, jobId }),
  )
  return [...new Set(identities)].map((text) => JSON.parse(text))
}
