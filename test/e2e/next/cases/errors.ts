import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Errors of routes and pages. */
export function errorCases(app: () => NextApp): void {
  describe('a route that throws', () => {
    it('is answered by Next.js, and onRequestError writes under the same trace id', async () => {
      const { response, traceId, body } = await app().ask('/api/error')
      expect([response.status, body]).toEqual([500, ''])
      const records = () => app().log.of(traceId)
      await app().log.when('record of onRequestError', () => records().length === 3)
      const [, ending, again] = records()
      expect(ending).toMatchObject({
        level: 'error',
        phase: 'complete',
        error: { message: 'boom', code: 'E_BOOM' },
      })
      expect(again).toMatchObject({
        phase: 'log',
        late: true,
        spanId: ending?.spanId,
        error: { message: 'boom', code: 'E_BOOM' },
      })
      expect(records().filter(({ error }) => error?.stack !== undefined)).toEqual([ending])
    })

    it('answers with the trace id and no detail with errorResponse json', async () => {
      const { response, traceId, body, records } = await app().ask('/api/error-json')
      expect(response.status).toBe(500)
      expect(response.headers.get('x-trace-id')).toBe(traceId)
      expect(JSON.parse(body)).toEqual({ error: 'INTERNAL_ERROR', traceId })
      expect(records.slice(1)).toEqual([
        expect.objectContaining({
          level: 'error',
          error: expect.objectContaining({ stack: expect.any(String) }),
        }),
      ])
    })

    it.each(['GET', 'POST'])(
      'sends no cookie that was set before, as in Next.js: %s',
      async (method) => {
        const { response, ending } = await app().ask('/api/session/fail', { method })
        expect(response.status).toBe(500)
        expect(response.headers.getSetCookie()).toEqual([])
        expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
      },
    )

    it.each(['next', 'rewrite'])(
      'that returns NextResponse.%s() has the status of Next.js’s answer',
      async (how) => {
        const { response, ending } = await app().ask(`/api/forwards/${how}`)
        expect(response.status).toBe(500)
        expect(ending).toMatchObject({
          level: 'error',
          result: 'error',
          metadata: { statusCode: 500 },
        })
      },
    )

    it('that returns nothing is an error', async () => {
      const { response, ending } = await app().ask('/api/nothing')
      expect(response.status).toBe(500)
      expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
    })
  })

  describe('a page that throws', () => {
    it('is written once with its stack, under the trace of its request', async () => {
      const { traceId, response } = await app().send('/broken')
      expect(response.status).toBe(500)
      const records = () => app().log.of(traceId)
      await app().log.when('record of onRequestError', () => records().length > 0)
      expect(records()).toEqual([
        expect.objectContaining({
          level: 'error',
          layer: 'server-component',
          phase: 'complete',
          result: 'error',
          metadata: expect.objectContaining({ statusCode: 500, path: '/broken' }),
          error: expect.objectContaining({
            message: 'the page is broken',
            stack: expect.any(String),
          }),
        }),
      ])
    })

    it('and its components have the options of requestErrors', async () => {
      const headers = { 'x-user': 'anna' }
      const { traceId, response } = await app().send('/behind/lost', { headers })
      expect(response.status).toBe(500)
      const records = () => app().log.of(traceId)
      await app().log.whenEnded(traceId, 1)
      expect(new Set(records().map(({ service, userId }) => `${service} ${userId}`))).toEqual(
        new Set(['fixture-pages anna']),
      )
      expect(records().find(({ hopName }) => hopName === 'find')?.metadata).toEqual({
        customerNumber: '[redacted]',
      })
      const [hop, ending] = records()
      expect(ending).toMatchObject({
        spanId: hop?.parentId,
        action: 'GET /behind/lost',
        metadata: { statusCode: 500, path: '/behind/lost' },
        error: { message: 'customerNumber=[redacted] is lost' },
      })
      const exported = app().log.lines.filter(
        (line) => line.startsWith('exported') && line.endsWith(traceId),
      )
      expect(new Set(exported)).toEqual(
        new Set([`exported hop find ${traceId}`, `exported request GET /behind/lost ${traceId}`]),
      )
    })
  })
}
