import 'next/dist/server/node-environment-baseline.js'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { describe, expect, it } from 'vitest'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { inRoute } from './stores.ts'

describe('a traced route of the App Router', () => {
  it('has its method and its pattern as its action', async () => {
    const GET = withTracing(() => new Response())
    const { records } = await captureRecords(() =>
      inRoute({ route: '/api/x/[id]' }, () =>
        GET(new Request('http://a.example/api/x/7') as never, { params: Promise.resolve() }),
      ),
    )
    expect(records).toEqual([
      expect.objectContaining({ phase: 'start', action: 'GET /api/x/[id]' }),
      expect.objectContaining({ phase: 'complete', action: 'GET /api/x/[id]' }),
    ])
  })
})

describe('a refusal after cookies were set', () => {
  const refusal = Object.assign(new Error(), { digest: 'NEXT_HTTP_ERROR_FALLBACK;403' })
  const GET = withTracing(() => Promise.reject(refusal))
  const SET = Symbol.for('next.mutated.cookies')

  /** Runs the route in a store of Next.js. */
  const run = (store: object) =>
    captureRecords(() =>
      workUnitAsyncStorage.run({ type: 'request', ...store } as never, () =>
        GET(new Request('http://a.example/') as never, { params: Promise.resolve() }),
      ),
    )

  it('leaves the other cookies of the request as they are', async () => {
    const store = { mutableCookies: { [SET]: [{ name: 'session' }], get: () => 'read' } }
    const { value } = await captureRecords(() => {
      const unit = { type: 'request', ...store }
      return workUnitAsyncStorage.run(unit as never, async () => {
        const response = await GET(new Request('http://a.example/') as never, {
          params: Promise.resolve(),
        })
        return { response, cookies: unit.mutableCookies }
      })
    })
    expect(value?.response.status).toBe(403)
    expect(value?.cookies[SET]).toEqual([])
    expect(value?.cookies.get()).toBe('read')
  })

  it.each([
    ['no cookies', {}],
    ['cookies of another shape', { mutableCookies: {} }],
  ])('is thrown on to Next.js if its store has %s', async (_what, store) => {
    const { error, records } = await run(store)
    expect(error).toBe(refusal)
    expect(records[1]).toMatchObject({ level: 'warn', metadata: { statusCode: 403 } })
  })
})
