import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TraceRecord } from '../../../src/index.ts'
import { startEchoServer } from '../../core/calls/echo-server.ts'
import { type NextApp, startNextApp } from './next-app.ts'

let app: NextApp
let server: Awaited<ReturnType<typeof startEchoServer>>

beforeAll(async () => {
  server = await startEchoServer()
  app = await startNextApp(server.url)
}, 400_000)
afterAll(async () => {
  server.close()
  await app.stop()
})

let requests = 0

/** Asks for a path under a trace of its own, and returns the records of that trace once one is complete. */
async function recordsOf(path: string, isWhole: (records: readonly TraceRecord[]) => boolean) {
  requests += 1
  const w3c = `01a2033f87ef76348bbae9bc8f6c${String(requests).padStart(4, '0')}`
  const traceparent = `00-${w3c}-00f067aa0ba902b7-01`
  const response = await fetch(app.url + path, { headers: { traceparent } })
  const body = await response.text()
  const own = () => app.records.filter(({ traceId }) => traceId?.replace(/req_|-/g, '') === w3c)
  await vi.waitFor(() => expect(isWhole(own())).toBe(true), { timeout: 20_000 })
  return { response, body, traceparent, records: own() }
}

const nameOf = ({ hopName, action }: TraceRecord) => hopName ?? action
const one = (records: readonly TraceRecord[], name: string) => {
  const found = records.filter((record) => nameOf(record) === name && record.duration !== undefined)
  expect([name, found.length]).toEqual([name, 1])
  return found[0] as TraceRecord
}

/** Fails unless query, request and model call stand below the given span, each where it was begun. */
function expectWork(records: readonly TraceRecord[], root: string | undefined): void {
  const operation = one(records, 'prisma:client:operation')
  expect(operation.parentId).toBe(root)
  expect(one(records, 'service:sqlite:select').parentId).toBe(operation.spanId)
  expect(one(records, 'service:http:get')).toMatchObject({
    parentId: root,
    metadata: { path: '/stock/7', statusCode: 200, propagated: false },
  })
  const agent = one(records, 'invoke_agent mock-model-id')
  const step = one(records, 'step 1')
  expect([agent.parentId, step.parentId]).toEqual([root, agent.spanId])
  expect(one(records, 'service:mock:chat')).toMatchObject({
    parentId: step.spanId,
    metadata: { 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 5 },
  })
}

describe('a Next.js app with Prisma and the AI SDK', () => {
  it('has the query, the request and the model call of a route in one tree', async () => {
    const isComplete = (record: TraceRecord) =>
      record.phase === 'complete' && record.layer === 'api-route'
    const { records } = await recordsOf('/api/orders', (own) => own.some(isComplete))
    expectWork(records, records.find(isComplete)?.spanId)
  })

  it('has the rendering, the query, the request and the model call of a page in one tree', async () => {
    const isRender = (record: TraceRecord) => record.hopName === 'render route (app) /orders'
    const { records, body } = await recordsOf('/orders', (own) => own.some(isRender))
    expect(body).toContain('An answer of the model')
    const root = one(records, 'render route (app) /orders').parentId
    expectWork(records, root)
    expect(one(records, 'generateMetadata /orders/page').parentId).toBe(root)
    expect(new Set(records.map(({ layer }) => layer))).toEqual(new Set(['server-component']))
  })

  it('has neither prompts, answers nor statements in a line', () => {
    expect(JSON.stringify(app.records)).not.toMatch(/A prompt about|An answer of|SELECT/)
  })

  it('leaves the caller’s traceparent to the proxy', async () => {
    const { response, traceparent } = await recordsOf('/api/orders', (own) => own.length > 0)
    expect(response.headers.get('x-seen-traceparent')).toBe(traceparent)
  })

  it('records nothing of what is prerendered, which stays static', async () => {
    expect(app.built).toMatch(/○ \/static/)
    expect(app.built).not.toContain('"timestamp"')
    const before = app.records.length
    expect((await fetch(`${app.url}/static`)).status).toBe(200)
    expect(app.records.slice(before).filter(({ layer }) => layer === 'server-component')).toEqual(
      [],
    )
  })
})

describe('the edge runtime', () => {
  it('runs a route that fetches, without a record of the request', async () => {
    const isComplete = ({ phase }: TraceRecord) => phase === 'complete'
    const { records, body } = await recordsOf('/api/edge', (own) => own.some(isComplete))
    expect(JSON.parse(body)).toEqual({ status: 200 })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
})
