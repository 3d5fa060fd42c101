import { generateETag } from 'next/dist/server/lib/etag.js'
import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Everything but the App Router's routes. */
export function surfaceCases(app: () => NextApp): void {
  describe('an API route of the Pages Router', () => {
    it('has one start, one ending and the trace id on its response', async () => {
      const { response, traceId, body, records } = await app().ask('/api/legacy')
      expect(response.status).toBe(201)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(JSON.parse(body)).toEqual({ id: traceId })
      expect(records).toEqual([
        expect.objectContaining({ phase: 'start', action: 'GET /api/legacy' }),
        expect.objectContaining({
          phase: 'complete',
          result: 'success',
          metadata: expect.objectContaining({ statusCode: 201, path: '/api/legacy' }),
        }),
      ])
    })

    it('that throws is answered by Next.js, and onRequestError writes under the same trace id', async () => {
      const { response, traceId } = await app().ask('/api/legacy?then=fail')
      expect(response.status).toBe(500)
      const records = () => app().log.of(traceId)
      await app().log.when('record of onRequestError', () => records().length === 3)
      expect(records().map(({ phase, level }) => [phase, level])).toEqual([
        ['start', 'info'],
        ['complete', 'error'],
        ['log', 'info'],
      ])
      expect(records().filter(({ error }) => error?.stack !== undefined)).toHaveLength(1)
    })

    it('answers with the trace id and no detail with errorResponse json', async () => {
      const { response, traceId, body, ending } = await app().ask('/api/legacy-json/7')
      expect(response.status).toBe(500)
      expect(JSON.parse(body)).toEqual({ error: 'INTERNAL_ERROR', traceId })
      expect(ending).toMatchObject({ level: 'error', action: 'GET /api/legacy-json/[id]' })
    })

    it('adds the trace id to a JSON error, before the length and the ETag are computed', async () => {
      const { response, traceId, body } = await app().ask('/api/legacy?then=refuse')
      expect(response.status).toBe(409)
      expect(body).toBe(`{"error":"no","traceId":"${traceId}"}`)
      expect(response.headers.get('content-length')).toBe(String(body.length))
      expect(response.headers.get('etag')).toBe(generateETag(body))
    })

    it.each([
      ['json', 201],
      ['object', 200],
    ])(
      'adds the trace id to every JSON object with traceIdInBody always: %s',
      async (kind, status) => {
        const { response, traceId, body } = await app().ask(`/api/legacy-bodies/${kind}`)
        expect(response.status).toBe(status)
        expect(body).toBe(`{"size":"größer","traceId":"${traceId}"}`)
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
        expect(response.headers.get('etag')).toBe(generateETag(body))
      },
    )

    it.each([
      ['list', '[{}]'],
      ['tagged', '{}'],
      ['text', '{}'],
      ['stream', '{}'],
    ])('leaves other bodies as they are: %s', async (kind, expected) => {
      const { body } = await app().ask(`/api/legacy-bodies/${kind}`)
      expect(body).toBe(expected)
    })

    it('whose client leaves is partial', async () => {
      const leaving = new AbortController()
      const traceId = 'left-pages'
      const headers = { 'x-trace-id': traceId }
      const sent = fetch(`${app().url}/api/legacy?then=hold`, { headers, signal: leaving.signal })
      await app().log.when('start', () => app().log.of(traceId).length === 1)
      leaving.abort()
      await expect(sent).rejects.toThrow()
      const [, ending] = await app().log.whenEnded(traceId, 1)
      expect(ending).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { aborted: true },
      })
    })
  })

  describe('a route of the App Router that withApiTracing wraps', () => {
    it('is traced as by withTracing', async () => {
      const { response, traceId, body, records } = await app().ask('/api/wrong-wrapper')
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(JSON.parse(body)).toMatchObject({ id: traceId })
      expect(records.map(({ phase, action, result }) => [phase, action, result])).toEqual([
        ['start', 'GET /api/wrong-wrapper', undefined],
        ['complete', 'GET /api/wrong-wrapper', 'success'],
      ])
    })
  })

  describe('a server action', () => {
    async function submit(then: string, endings = 1) {
      const page = await (await fetch(`${app().url}/form`)).text()
      const name = /name="(\$ACTION_ID_\w+)"/.exec(page)?.[1] as string
      const body = new FormData()
      for (const [field, value] of Object.entries({ [name]: '', job: 'j', then }))
        body.set(field, value)
      return app().ask('/form', { method: 'POST', body, endings })
    }

    it('has one start and one ending under its name', async () => {
      const { response, records } = await submit('')
      expect(response.status).toBe(200)
      expect(records).toEqual([
        expect.objectContaining({ phase: 'start', action: 'orders:save', layer: 'server-action' }),
        expect.objectContaining({ phase: 'complete', result: 'success', jobId: 'j' }),
      ])
    })

    it('redirects', async () => {
      const { response, ending } = await submit('redirect')
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe('/')
      expect(ending).toMatchObject({ level: 'info', metadata: { statusCode: 303 } })
    })

    it('that throws has its stack in one record', async () => {
      const { traceId } = await submit('fail')
      const records = () => app().log.of(traceId)
      await app().log.when('record of onRequestError', () => records().length === 3)
      expect(records()[1]).toMatchObject({ level: 'error', error: { message: 'not saved' } })
      expect(records().filter(({ error }) => error?.stack !== undefined)).toHaveLength(1)
    })
  })

  describe('a route on the edge runtime', () => {
    it('writes JSON lines, and has the trace id on its response', async () => {
      const { response, traceId, records } = await app().ask('/api/edge')
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(records.map(({ phase, message }) => [phase, message])).toEqual([
        ['start', 'Request start'],
        ['log', 'inside'],
        ['hop', 'Hop - work'],
        ['complete', 'Request complete'],
      ])
      expect(app().log.lines.filter((line) => line.includes('tracing failed'))).toEqual([])
    })
  })

  describe('a page that calls notFound()', () => {
    it('has an ending under the trace of its request, with its path and status', async () => {
      const { response, records } = await app().ask('/gone')
      expect(response.status).toBe(404)
      expect(records).toEqual([
        expect.objectContaining({
          level: 'warn',
          layer: 'server-component',
          result: 'error',
          metadata: expect.objectContaining({ statusCode: 404, path: '/gone' }),
        }),
      ])
    })

    it('has one ending beside the records of its components', async () => {
      const { records } = await app().ask('/behind/gone')
      const [hop, ending] = records
      expect(records.map(({ phase }) => phase)).toEqual(['hop', 'complete'])
      expect(ending?.spanId).toBe(hop?.parentId)
    })
  })

  describe('a server component', () => {
    it('continues the trace that the proxy forwards', async () => {
      const { response, traceId } = await app().send('/behind/page')
      expect(await response.text()).toContain(traceId)
      await app().log.when('hop', () => app().log.of(traceId).length > 0)
      expect(app().log.of(traceId)).toEqual([
        expect.objectContaining({
          layer: 'server-component',
          hopName: 'load',
          action: '/behind/page',
        }),
      ])
    })

    it('sends equal requests of a page once, but on Next.js 15', async () => {
      const { response, traceId } = await app().send('/behind/twice')
      expect(await response.text()).toMatch(/<p>200<.+<p>200</)
      await app().log.when('calls', () => app().log.of(traceId).length === 2)
      const sent = app().upstream.calls.filter(({ headers }) => headers['x-trace-id'] === traceId)
      // Next.js 15 compares all headers, also those of W3C that say which call a request is of.
      const isOld = app().version?.startsWith('15')
      expect(sent.map(({ path }) => path)).toEqual(isOld ? ['/stock', '/stock'] : ['/stock'])
    })
  })
}
