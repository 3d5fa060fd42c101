import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** Routes that Next.js prerenders or tries to. */
export function staticCases(app: () => NextApp): void {
  describe('a wrapped route that is prerendered', () => {
    it('stays static', () => {
      expect(app().build.routes).toMatchObject({
        '/static/revalidated': '○',
        '/static/forced': '○',
        '/static/strict': '○',
        '/form': '○',
      })
    })

    it('writes no records at build, even if prerendering is given up', () => {
      const { output } = app().build
      expect(output).not.toContain('"traceId"')
      expect(output).not.toMatch(
        /"phase"|DYNAMIC_SERVER_USAGE|NEXT_PRERENDER_INTERRUPTED|HANGING_PROMISE/,
      )
    })

    it.each(['/static/revalidated', '/static/forced', '/static/strict'])(
      '%s has no trace id in its cached response',
      async (path) => {
        const { response } = await app().send(path)
        expect(response.status).toBe(200)
        expect(response.headers.get('x-nextjs-cache')).toMatch(/HIT|STALE/)
        expect(response.headers.has('x-trace-id')).toBe(false)
        expect(await response.json()).toMatchObject({ id: '' })
      },
    )

    it('has none after a regeneration either', async () => {
      const stamps = new Set<string | null>()
      while (stamps.size < 2) {
        const { response } = await app().send('/static/revalidated')
        stamps.add(((await response.json()) as { made: string }).made)
        expect(response.headers.has('x-trace-id')).toBe(false)
      }
      expect(app().log.lines.filter((line) => line.includes('/static/revalidated'))).toEqual([])
    })

    it('has one ending per request if it turns out to be dynamic', async () => {
      const { response, records } = await app().ask('/static/bails-out')
      expect(response.headers.get('x-trace-id')).toBe(records[0]?.traceId)
      expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    })
  })
}
