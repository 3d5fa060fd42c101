import { afterEach, describe, expect, it, vi } from 'vitest'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const store = vi.hoisted(() => ({ getStore: (): unknown => undefined }))

// An internal store of Next.js.
vi.mock('next/dist/server/app-render/work-unit-async-storage.external.js', () => ({
  workUnitAsyncStorage: store,
}))

afterEach(() => {
  vi.unstubAllEnvs()
  store.getStore = () => undefined
})

const GET = withTracing((_request: Request, _context, trace) => Response.json({ id: trace.id }))

async function recordsOf(request = new Request('http://a.example/')) {
  const { value, records } = await captureRecords(() => GET(request, { params: Promise.resolve() }))
  return { response: value as Response, phases: records.map(({ phase }) => phase) }
}

/** Stands for a request while Next.js prerenders. */
const unreadable = new Proxy({} as Request, {
  get() {
    throw new Error('NEXT_PRERENDER_INTERRUPTED')
  },
})

describe('a route', () => {
  it.each(['prerender', 'prerender-legacy', 'cache', 'unknown'])(
    'writes nothing and reads nothing of the request in a work unit of type %s',
    async (type) => {
      store.getStore = () => ({ type })
      const { response, phases } = await recordsOf(unreadable)
      expect(phases).toEqual([])
      expect(response.headers.has('x-trace-id')).toBe(false)
      expect(await response.json()).toEqual({ id: '' })
    },
  )

  it('is traced in a work unit of type request', async () => {
    store.getStore = () => ({ type: 'request' })
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    expect((await recordsOf()).phases).toEqual(['start', 'complete'])
  })

  it.each([
    ['has no store', () => undefined],
    ['has another kind of store', () => ({ kind: 'request' })],
    [
      'has a store that throws',
      () => {
        throw new Error('no')
      },
    ],
  ])('uses NEXT_PHASE if Next.js %s', async (_what, getStore) => {
    store.getStore = getStore
    expect((await recordsOf()).phases).toEqual(['start', 'complete'])
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    expect((await recordsOf(unreadable)).phases).toEqual([])
  })
})
