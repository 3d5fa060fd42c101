import { describe, expect, it } from 'vitest'
import { onRequestError, withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'

const request = {
  path: '/orders?token=1',
  method: 'GET',
  headers: { 'x-trace-id': 'req_abc', 'set-cookie': ['a', 'b'] },
}
const route = { routerKind: 'App Router', routePath: '/orders/[id]', routeType: 'render' }

describe('onRequestError', () => {
  it('writes an error of a page under the request’s trace', async () => {
    const { records, lines } = await captureRecords(() =>
      onRequestError(new Error('boom'), request, route),
    )
    expect(records).toEqual([
      expect.objectContaining({
        traceId: 'req_abc',
        level: 'error',
        phase: 'complete',
        result: 'error',
        metadata: expect.objectContaining({ statusCode: 500, path: '/orders/[id]' }),
        layer: 'server-component',
        action: 'GET /orders/[id]',
        error: expect.objectContaining({ message: 'boom', stack: expect.any(String) }),
      }),
    ])
    expect(lines.join()).not.toContain('token')
  })

  it('writes the digest that Next.js shows to the user, each time that the error is seen', async () => {
    const error = Object.assign(new Error('boom'), { digest: '2750527189' })
    const { records } = await captureRecords(() => {
      onRequestError(error, request, route)
      onRequestError(error, request, route)
    })
    expect(records.map((record) => record.error?.digest)).toEqual(['2750527189', '2750527189'])
  })

  it('writes no digest that is no text', async () => {
    const error = Object.assign(new Error('boom'), { digest: { own: 1 } })
    const { records } = await captureRecords(() => onRequestError(error, request, route))
    expect(records[0]?.error).not.toHaveProperty('digest')
  })

  it('writes the stack once if it is called twice', async () => {
    const error = new Error('boom')
    const { records } = await captureRecords(() => {
      onRequestError(error, request, route)
      onRequestError(new Error('failed to pipe response', { cause: error }), request, route)
    })
    expect(records.map(({ level, traceId }) => [level, traceId])).toEqual([
      ['error', 'req_abc'],
      ['info', 'req_abc'],
    ])
    expect(records[1]?.error).not.toHaveProperty('stack')
  })

  it('uses the trace of the route that wrote the error', async () => {
    const error = Object.freeze(new Error('boom'))
    const GET = withTracing(() => Promise.reject(error))
    const { records } = await captureRecords(async () => {
      const sent = new Request('http://a.example/', { headers: { 'x-trace-id': 'req_route' } })
      await GET(sent as never, { params: Promise.resolve() }).catch((thrown: unknown) =>
        onRequestError(thrown, { ...request, headers: {} }, route),
      )
    })
    expect(records.map(({ phase, traceId }) => [phase, traceId])).toEqual([
      ['start', 'req_route'],
      ['complete', 'req_route'],
      ['log', 'req_route'],
    ])
  })

  it('adds no second error to a route’s, and nothing that doctor reports', async () => {
    const GET = withTracing(() => Promise.reject(new Error('boom')), { service: 'shop' })
    const { records } = await captureRecords(() =>
      GET(new Request('http://a.example/') as never, { params: Promise.resolve() }).catch(
        (thrown: unknown) => onRequestError(thrown, request, route),
      ),
    )
    expect(records).toHaveLength(3)
    const file = logFile(...records)
    const errors = await hoptrace(['query', 'recent-errors', '--json', '--file', file])
    expect(JSON.parse(errors.out).rows).toMatchObject([{ phase: 'complete' }])
    const { out } = await hoptrace(['doctor', '--json', '--file', file])
    expect(JSON.parse(out).filter(({ about }: { about: string }) => about === 'records')).toEqual(
      [],
    )
  })

  it.each([
    ['a redirect', Object.assign(new Error(), { digest: 'NEXT_REDIRECT;push;/x;307;' }), 0],
    ['undefined', undefined, 1],
    ['a text', 'boom', 1],
  ])('throws nothing for %s', async (_what, error, written) => {
    const { records, error: thrown } = await captureRecords(() =>
      onRequestError(error, request, route),
    )
    expect(thrown).toBeUndefined()
    expect(records).toHaveLength(written)
  })

  it('throws nothing for missing arguments', () => {
    expect(onRequestError(new Error('boom'), undefined as never, undefined as never)).toBe(
      undefined,
    )
  })
})
