import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { onRequestError, withApiTracing, withTracing } from '../../../src/next/index.ts'
import { events } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, lambdaContext, restApiEvent } from '../../middy/invocation.ts'
import { serveApiRoute } from '../../next/serve-api-route.ts'

const USUAL = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const OTHERS = ['PROPFIND', 'M-SEARCH', 'QUERY', 'LINK', 'get', 'OTHER']

/** What a caller of Lambda, which may send any method, makes of the records. */
async function onLambda(event: unknown): Promise<readonly TraceRecord[]> {
  const handler = handlerOf([tracing({ metrics: true })], () => ({ statusCode: 200 }))
  return (await captureRecords(() => handler(event, lambdaContext()))).records
}

const methodOf = ({ metadata }: TraceRecord) => metadata?.method

afterEach(() => void vi.unstubAllGlobals())

describe('the method in an action', () => {
  it.each(USUAL)('is itself if it is usual: %s', async (method) => {
    for (const record of await onLambda(restApiEvent({}, { httpMethod: method }))) {
      expect([record.action, methodOf(record)]).toEqual([`${method} /process/{id}`, method])
    }
  })

  it.each(OTHERS)('is OTHER if it is not, and stands in the metadata: %s', async (method) => {
    const http = { requestContext: { http: { method } }, routeKey: 'ANY /orders' }
    for (const [event, pattern] of [
      [restApiEvent({}, { httpMethod: method }), '/process/{id}'],
      [http, '/orders'],
    ] as const) {
      const records = await onLambda(event)
      expect(records.map(({ action }) => action)).toEqual([`OTHER ${pattern}`, `OTHER ${pattern}`])
      expect(records.map(methodOf)).toEqual([method, method])
    }
  })

  it('is one of eight, whatever callers send', async () => {
    const methods = Array.from({ length: 50 }, (_, index) => `METHOD-${index}`)
    const actions = await Promise.all(
      [...USUAL, ...methods].map(async (httpMethod) => {
        const [start] = await onLambda(restApiEvent({}, { httpMethod }))
        return start?.action
      }),
    )
    expect(new Set(actions).size).toBe(8)
  })

  it('is OTHER for routes of both routers, and for errors that Next.js reports', async () => {
    const GET = withTracing(() => new Response(''))
    const params = { params: Promise.resolve({}) }
    const request = new Request('http://a.example/', { method: 'PROPFIND' })
    const route = await captureRecords(() => GET(request as never, params))
    expect(route.records.map(({ action }) => action)).toEqual(['OTHER', 'OTHER'])
    expect(route.records.map(methodOf)).toEqual(['PROPFIND', 'PROPFIND'])

    const url = await serveApiRoute(withApiTracing((_request, response) => response.json({})))
    const { records } = await captureRecords(() => fetch(url, { method: 'PROPFIND' }))
    expect(records[0]).toMatchObject({ action: 'OTHER', metadata: { method: 'PROPFIND' } })

    const failed = { path: '/', method: 'PROPFIND', headers: {} }
    const place = { routerKind: 'App Router', routePath: '/orders', routeType: 'route' }
    const reported = await captureRecords(() => onRequestError(new Error('no'), failed, place))
    expect(reported.records[0]).toMatchObject({
      action: 'OTHER /orders',
      metadata: { method: 'PROPFIND' },
    })
  })

  it('is other for calls of trace.fetch, whose method may be a caller’s', async () => {
    vi.stubGlobal('fetch', async () => new Response(''))
    const handler = handlerOf([tracing({ metrics: { calls: true } })], async () => {
      for (const method of ['PROPFIND', 'QUERY', 'post', 'DELETE']) {
        await currentTrace().fetch('https://a.example/', { method })
      }
    })
    const { records } = await captureRecords(() => handler(events.httpApi(), lambdaContext()))
    const calls = records.filter(({ phase }) => phase === 'call')
    expect(calls.map((call) => [call.action, methodOf(call)])).toEqual([
      ['service:http:other', 'PROPFIND'],
      ['service:http:other', 'QUERY'],
      ['service:http:post', 'POST'],
      ['service:http:delete', 'DELETE'],
    ])
  })
})
