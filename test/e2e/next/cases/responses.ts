import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Responses of all kinds, and `trace.fetch`. */
export function responseCases(app: () => NextApp): void {
  describe('a wrapped route', () => {
    it.each([
      ['a response with immutable headers', 'redirect', 302],
      ['a response without a body', 'no-content', 204],
      ['a 304', 'not-modified', 304],
      ['several cookies', 'cookies', 200],
      ['a refusal', 'refusal', 409],
    ])('sends %s with the trace id', async (_what, kind, status) => {
      const { response, traceId, ending } = await app().ask(`/api/response/${kind}`)
      expect(response.status).toBe(status)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(ending.metadata).toMatchObject({ statusCode: status, path: '/api/response/[kind]' })
    })

    it('keeps location, ETag and each cookie', async () => {
      const headersOf = async (kind: string) =>
        (await app().ask(`/api/response/${kind}`)).response.headers
      expect((await headersOf('redirect')).get('location')).toBe('http://a.example/next')
      expect((await headersOf('not-modified')).get('etag')).toBe('"e"')
      expect((await headersOf('cookies')).getSetCookie()).toEqual([
        'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
        'b=2',
      ])
    })

    it('adds the trace id to a JSON error', async () => {
      const { body, traceId } = await app().ask('/api/response/refusal')
      expect(JSON.parse(body)).toEqual({ error: 'no', traceId })
    })

    it('leaves a GraphQL error as it is', async () => {
      const { body } = await app().ask('/api/response/graphql')
      expect(JSON.parse(body)).toEqual({ errors: [{ message: 'no' }] })
    })

    it('with rest parameters gets two arguments', async () => {
      const { body, traceId } = await app().ask('/api/rest')
      expect(JSON.parse(body)).toEqual({ count: 2, id: traceId, spread: {} })
    })

    it('that calls another one is one request', async () => {
      const { body, traceId, records } = await app().ask('/api/twice')
      expect(JSON.parse(body)).toEqual({ id: traceId })
      expect(records.map(({ phase, action }) => [phase, action])).toEqual([
        ['start', 'outer'],
        ['complete', 'outer'],
      ])
    })

    it('adds the trace id to every JSON object with traceIdInBody always, and keeps the rest', async () => {
      const { response, body, traceId } = await app().ask('/api/always')
      expect(response.status).toBe(201)
      expect(body).toBe(`{"size":"größer","traceId":"${traceId}"}`)
      expect(response.headers.get('x-other')).toBe('1')
      expect(response.headers.getSetCookie()).toEqual([
        'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
        'b=2',
      ])
    })

    it('keeps an x-trace-id that it set', async () => {
      const { response } = await app().ask('/api/response/own')
      expect(response.headers.get('x-trace-id')).toBe('mine')
    })

    it.each(['error', 'used'])(
      'leaves the response %s to Next.js, which answers with a 500',
      async (kind) => {
        const { response, records } = await app().ask(`/api/response/${kind}`)
        expect(response.status).toBe(500)
        expect(records.filter(({ phase }) => phase === 'complete')).toEqual([
          expect.objectContaining({
            level: 'error',
            metadata: expect.objectContaining({ statusCode: 500 }),
          }),
        ])
      },
    )

    it('leaves the request’s body to the handler', async () => {
      const { body } = await app().ask('/api/response/any', { method: 'POST', body: 'sent' })
      expect(body).toBe('sent')
    })

    it('has the route’s pattern and the identity in its records', async () => {
      const order = await app().ask('/api/orders/7')
      expect(order.body).toBe('{"id":"7"}')
      expect(order.ending).toMatchObject({
        action: 'GET /api/orders/[id]',
        jobId: '7',
        metadata: { method: 'GET', path: '/api/orders/[id]' },
      })
      const file = await app().ask('/api/files/a/b?c=d', { headers: { 'x-user': 'u' } })
      expect(file.body).toBe('["a","b"]')
      expect(file.records.map(({ userId }) => userId)).toEqual(['u', 'u'])
      expect(JSON.stringify(file.records)).not.toContain('c=d')
    })
  })

  describe('trace.fetch', () => {
    it.each(['forced', 'revalidated'])('keeps Next.js’s cache working: %s', async (kind) => {
      const [first, second] = [
        await app().ask(`/api/fetch/${kind}`),
        await app().ask(`/api/fetch/${kind}`),
      ]
      const calls = app().upstream.calls.filter(({ path }) => path === `/${kind}`)
      expect(calls).toHaveLength(1)
      expect(calls[0]?.headers).not.toHaveProperty('x-trace-id')
      expect(calls[0]?.headers.traceparent).toContain(first?.traceId.slice(4).replaceAll('-', ''))
      expect(first?.records[1]).toMatchObject({ phase: 'call', metadata: { cacheStatus: 'miss' } })
      expect(second?.records[1]).toMatchObject({
        phase: 'hop',
        hopName: 'fetch-cache',
        hopResult: 'hit',
        metadata: { cacheStatus: 'hit' },
      })
    })

    it('sends all of a Request that is given as init', async () => {
      const { traceId, records } = await app().ask('/api/fetch/request')
      const call = app().upstream.calls.find(({ headers }) => headers['x-trace-id'] === traceId)
      expect(call).toMatchObject({ path: '/request', method: 'POST', body: 'all of it' })
      expect(records[1]).toMatchObject({ phase: 'call', action: 'service:http:post' })
    })

    it('sends x-trace-id if nothing is cached', async () => {
      const { traceId, records } = await app().ask('/api/fetch/none')
      const call = app().upstream.calls.find(({ headers }) => headers['x-trace-id'] === traceId)
      expect(call?.headers.traceparent).toContain(records[1]?.spanId)
      expect(records[1]).toMatchObject({ phase: 'call', action: 'service:http:get' })
    })
  })
}
