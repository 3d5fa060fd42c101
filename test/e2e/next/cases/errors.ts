import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Errors, and who sees them. */
export function errorCases(app: () => NextApp): void {
  describe('a route that throws', () => {
    it('is answered by Next.js, whose hook sees the error under the same id', async () => {
      const { response, traceId, body } = await app().ask('/api/error')
      expect([response.status, body]).toEqual([500, ''])
      const records = () => app().log.of(traceId)
      await app().log.when('the hook’s record', () => records().length === 3)
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

    it('answers with the id and no detail where that is asked for', async () => {
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

    it('that returns nothing has Next.js say so', async () => {
      const { response, ending } = await app().ask('/api/nothing')
      expect(response.status).toBe(500)
      expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
    })
  })

  describe('a page that throws', () => {
    it('is written once, with its stack, under the trace of its request', async () => {
      const { traceId, response } = await app().send('/broken')
      expect(response.status).toBe(500)
      const records = () => app().log.of(traceId)
      await app().log.when('the hook’s record', () => records().length > 0)
      expect(records()).toEqual([
        expect.objectContaining({
          level: 'error',
          layer: 'server-component',
          phase: 'log',
          error: expect.objectContaining({
            message: 'the page is broken',
            stack: expect.any(String),
          }),
        }),
      ])
    })
  })
}
