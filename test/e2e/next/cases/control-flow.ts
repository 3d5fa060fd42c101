import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Errors that Next.js throws for control flow. */
export function controlFlowCases(app: () => NextApp): void {
  describe('redirect()', () => {
    it('keeps its target and cookies, and has the trace id', async () => {
      const { response, traceId, records } = await app().ask('/api/redirect')
      expect(response.status).toBe(307)
      expect(response.headers.get('location')).toBe('/x;y=1?z=2')
      expect(response.headers.getSetCookie()).toEqual(['seen=yes; Path=/'])
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(records.slice(1)).toEqual([
        expect.objectContaining({
          level: 'info',
          phase: 'complete',
          result: 'success',
          metadata: expect.objectContaining({ statusCode: 307, path: '/api/redirect' }),
        }),
      ])
    })

    it('is a 303 after a form, as in Next.js', async () => {
      const body = new FormData()
      const { response, ending } = await app().ask('/api/redirect', { method: 'POST', body })
      expect(response.status).toBe(303)
      expect(ending.metadata?.statusCode).toBe(303)
    })
  })

  describe.each([
    ['notFound()', '/api/not-found', 404, 'NOT_FOUND'],
    ['forbidden()', '/api/forbidden', 403, 'FORBIDDEN'],
    ['unauthorized()', '/api/unauthorized', 401, 'UNAUTHORIZED'],
  ])('%s', (_what, path, status, code) => {
    it(`is a ${status} with the trace id, and one warning`, async () => {
      const { response, traceId, records } = await app().ask(path)
      expect(response.status).toBe(status)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(records.slice(1)).toEqual([
        expect.objectContaining({
          level: 'warn',
          phase: 'complete',
          result: 'error',
          error: expect.objectContaining({ code }),
        }),
      ])
    })
  })

  describe.each([
    ['notFound', 404],
    ['forbidden', 403],
    ['unauthorized', 401],
  ])('%s() after a cookie was set', (name, status) => {
    it('sends no cookie, as in Next.js, and has the trace id', async () => {
      const { response, traceId, ending } = await app().ask(`/api/session/${name}`)
      expect(response.status).toBe(status)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(ending).toMatchObject({ level: 'warn', metadata: { statusCode: status } })
    })
  })

  describe('notFound() as the cause of an error', () => {
    it('is a warning too, and Next.js answers the error with a 500', async () => {
      const { response, ending } = await app().ask('/api/wrapped-signal')
      expect(response.status).toBe(500)
      expect(ending).toMatchObject({ level: 'warn', metadata: { statusCode: 404 } })
    })
  })
}
