import { setImmediate as turn } from 'node:timers/promises'
import middy from '@middy/core'
import { describe, expect, it } from 'vitest'
import { currentTrace, type TraceRecord } from '../src/index.ts'
import { tracing } from '../src/middy/index.ts'
import { withTracing } from '../src/next/index.ts'
import { captureRecords } from './capture.ts'

const REQUESTS = 1_000
const ids = Array.from({ length: REQUESTS }, (_, index) => `trace-${index}`)
const headers = (id: string) => ({ 'x-trace-id': id })

/** Does the work of a request: nested and parallel hops, timers and calls, all with its id. */
async function work(id: string): Promise<void> {
  const trace = currentTrace()
  trace.set({ jobId: `job-${id}` })
  await turn()
  await trace.hop('outer', async () => {
    await Promise.all([
      currentTrace().hop('left', () => turn(id)),
      currentTrace().call('s3', 'getObject', () => turn(id), { id }),
    ])
    await new Promise((resolve) => setTimeout(resolve, 1))
    currentTrace().info('timer', { id })
  })
}

const route = withTracing(async (request: Request) => {
  const id = request.headers.get('x-trace-id') as string
  await work(id)
  const body = new ReadableStream({
    async pull(controller) {
      await turn()
      currentTrace().info('stream', { id })
      controller.enqueue(new TextEncoder().encode(currentTrace().id))
      controller.close()
    },
  })
  return new Response(body)
})

const handler = middy()
  .use(tracing())
  .handler(async () => {
    await work(currentTrace().id)
    return { statusCode: 200 }
  })

function expectApart(records: readonly TraceRecord[], perRequest: number): void {
  expect(records).toHaveLength(REQUESTS * perRequest)
  const wrong = records.filter(
    ({ traceId, jobId, metadata, phase }) =>
      (jobId !== undefined && jobId !== `job-${traceId}`) ||
      (phase !== 'start' && jobId === undefined) ||
      (metadata?.id !== undefined && metadata.id !== traceId),
  )
  expect(wrong).toEqual([])
  const spans = new Map(records.map(({ spanId, traceId }) => [spanId, traceId]))
  const strays = records.filter(
    ({ parentId, traceId }) => parentId && spans.get(parentId) !== traceId,
  )
  expect(strays).toEqual([])
}

describe('a thousand concurrent requests', () => {
  it('stay apart in routes: fields, steps and streams', async () => {
    const { records, value } = await captureRecords(() =>
      Promise.all(
        ids.map(async (id) => {
          const request = new Request('http://a.example/', { headers: headers(id) })
          return (await route(request, { params: Promise.resolve({}) })).text()
        }),
      ),
    )
    expect(value).toEqual(ids)
    expectApart(records, 7)
  })

  it('stay apart in Middy: fields and steps', async () => {
    const event = (id: string) => ({
      headers: headers(id),
      requestContext: { http: { method: 'GET' } },
      routeKey: 'GET /x',
    })
    const { records } = await captureRecords(() =>
      Promise.all(ids.map((id) => handler(event(id) as never, {} as never))),
    )
    expectApart(records, 6)
  })
})
