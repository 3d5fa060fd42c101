import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** What Next.js says by throwing. */
export function controlFlowCases(app: () => NextApp): void {
  describe('redirect()', () => {
    it('leads to the exact place, with its cookies and the id', async () => {
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

    it('is a 303 after a form was sent, as Next.js makes it', async () => {
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
    it(`is answered with ${status} and the id, in one warning`, async () => {
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

  describe('notFound() as the cause of an error', () => {
    it('is a warning too, while Next.js answers the error that it sees', async () => {
      const { response, ending } = await app().ask('/api/wrapped-signal')
      expect(response.status).toBe(500)
      expect(ending).toMatchObject({ level: 'warn', metadata: { statusCode: 404 } })
    })
  })
}
