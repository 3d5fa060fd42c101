import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** The proxy, which runs before every route. */
export function proxyCases(app: () => NextApp): void {
  describe('a proxy', () => {
    it.each([
      ['a route', '/behind/ok', 'GET', 200],
      ['a missing page', '/behind/nothing', 'GET', 404],
      ['a missing method', '/behind/ok', 'DELETE', 405],
      ['OPTIONS', '/behind/ok', 'OPTIONS', 204],
      ['a route that throws', '/behind/error', 'GET', 500],
    ])('puts the trace id on the response of %s', async (_what, path, method, status) => {
      const { response, traceId } = await app().send(path, { method })
      expect(response.status).toBe(status)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      await response.text()
    })

    it('begins a trace, which the route continues', async () => {
      const response = await fetch(`${app().url}/behind/ok`)
      const traceId = response.headers.get('x-trace-id') as string
      expect(traceId).toMatch(/^req_[0-9a-f-]{36}$/)
      expect(await response.json()).toEqual({ id: traceId })
      const records = await app().log.whenEnded(traceId, 1)
      expect(records.map(({ phase, layer, parentId }) => [phase, layer, parentId])).toEqual([
        ['start', 'api-route', undefined],
        ['complete', 'api-route', undefined],
      ])
    })

    it('forwards no invalid trace id', async () => {
      const headers = {
        'x-trace-id': '{"a":1}',
        traceparent: `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
      }
      const response = await fetch(`${app().url}/behind/ok`, { headers })
      const traceId = response.headers.get('x-trace-id') as string
      expect(traceId).toMatch(/^req_[0-9a-f-]{36}$/)
      expect(await response.json()).toEqual({ id: traceId })
    })
  })

  describe('a proxy with a function', () => {
    it('is traced, and is the parent of the route', async () => {
      const { body, response, traceId, records } = await app().ask('/guarded/headers', {
        endings: 2,
        headers: { 'x-unwanted': '1', 'x-wanted': '2' },
      })
      const [start, log, ending, route] = records
      expect(records.map(({ phase, layer }) => [phase, layer])).toEqual([
        ['start', 'proxy'],
        ['log', 'proxy'],
        ['complete', 'proxy'],
        ['start', 'api-route'],
        ['complete', 'api-route'],
      ])
      expect(log?.spanId).toBe(start?.spanId)
      expect(ending).toMatchObject({ action: 'proxy', metadata: { path: '/guarded/headers' } })
      expect(route?.parentId).toBe(start?.spanId)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      const seen = JSON.parse(body)
      expect(seen).toMatchObject({
        'x-user': 'from the proxy',
        'x-wanted': '2',
        'x-trace-id': traceId,
      })
      expect(seen).not.toHaveProperty('x-unwanted')
    })

    it('rewrites a request with its cookies and the trace', async () => {
      const { body, response, traceId, records } = await app().ask('/guarded/elsewhere', {
        endings: 2,
      })
      expect(response.headers.getSetCookie()).toEqual(['seen=yes; Path=/'])
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(JSON.parse(body)).toMatchObject({ 'x-trace-id': traceId })
      const route = records.find(({ layer }) => layer === 'api-route')
      expect(route?.parentId).toBe(records[0]?.spanId)
    })

    it('sends no trace to a host that propagateTo does not name', async () => {
      await app().ask('/guarded/far')
      const call = app().upstream.calls.find(({ path }) => path === '/far')
      expect(call).toBeDefined()
      expect(call?.headers).not.toHaveProperty('traceparent')
    })

    it('that throws is an error, which Next.js answers', async () => {
      const { response, traceId, ending } = await app().ask('/guarded/broken')
      expect(response.status).toBe(500)
      // On the edge runtime, nothing leads to the response that Next.js sends.
      const isOnEdge = app().build.output.includes('ƒ Middleware')
      expect(response.headers.get('x-trace-id')).toBe(isOnEdge ? null : traceId)
      expect(ending).toMatchObject({
        level: 'error',
        layer: 'proxy',
        error: { message: 'the proxy is broken' },
      })
    })

    it('answers with the trace id', async () => {
      const { response, body, traceId, records } = await app().ask('/guarded/refused')
      expect(response.status).toBe(403)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(JSON.parse(body)).toEqual({ error: 'no', traceId })
      expect(records[1]).toMatchObject({ level: 'warn', metadata: { statusCode: 403 } })
    })
  })

  describe('500 concurrent requests', () => {
    it('keep their trace ids', async () => {
      const asked = await Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          app().ask(index % 2 === 0 ? '/behind/ok' : '/api/orders/7'),
        ),
      )
      for (const { response, traceId, records } of asked) {
        expect(response.headers.get('x-trace-id')).toBe(traceId)
        expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
        expect(new Set(records.map(({ spanId }) => spanId)).size).toBe(1)
      }
    })
  })
}
