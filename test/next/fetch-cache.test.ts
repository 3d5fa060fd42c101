import 'next/dist/server/node-environment-baseline.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTraceContext } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { type HeaderServer, startHeaderServer } from '../header-server.ts'
import { inRoute } from './stores.ts'

let server: HeaderServer

beforeAll(async () => {
  server = await startHeaderServer()
})
afterAll(() => server.close())

/** Calls `trace.fetch` in a route. Returns whether the id was sent, and the record's metadata. */
async function fetchIn(fetchCache: string | undefined, init: RequestInit, given: RequestInit = {}) {
  const { records } = await captureRecords(() =>
    inRoute(fetchCache === undefined ? {} : { fetchCache }, async () => {
      const input = Object.assign(
        new Request(server.url, given),
        'next' in given && { next: given.next },
      )
      await createTraceContext({ action: 'a' }).fetch(input, init)
    }),
  )
  expect(server.received).toHaveProperty('traceparent')
  const sendsId = 'x-trace-id' in server.received
  // A span without its id counts for nothing, and would be a part of the key too.
  expect('x-trace-parent' in server.received).toBe(sendsId)
  return { sendsId, metadata: records[0]?.metadata }
}

describe('trace.fetch of a response that Next.js may cache', () => {
  it.each<[string, string | undefined, RequestInit, RequestInit?]>([
    ['revalidate', undefined, { next: { revalidate: 60 } }],
    ['revalidate of the Request', undefined, {}, { next: { revalidate: 60 } }],
    ['revalidate: false', undefined, { next: { revalidate: false } }],
    ['force-cache', undefined, { cache: 'force-cache' }],
    ['force-cache of the Request', undefined, {}, { cache: 'force-cache' }],
    ['fetchCache force-cache of the route', 'force-cache', {}],
    ['fetchCache only-cache of the route', 'only-cache', {}],
    ['fetchCache default-cache of the route', 'default-cache', {}],
  ])('sends no header that would give each request its own key: %s', async (_what, ...args) => {
    expect(await fetchIn(...args)).toMatchObject({
      sendsId: false,
      metadata: { cacheStatus: 'miss' },
    })
  })

  it.each<[string, string | undefined, RequestInit, RequestInit?]>([
    ['no setting', undefined, {}],
    ['revalidate: 0', 'force-cache', { next: { revalidate: 0 } }],
    ['revalidate: 0 of the Request', 'force-cache', {}, { next: { revalidate: 0 } }],
    ['no-store', 'force-cache', { cache: 'no-store' }],
    ['no-cache', 'force-cache', { cache: 'no-cache' }],
    ['no-store of the Request', 'force-cache', {}, { cache: 'no-store' }],
    ['fetchCache auto of the route', 'auto', {}],
  ])('sends the trace id if nothing is cached: %s', async (_what, ...args) => {
    const { sendsId, metadata } = await fetchIn(...args)
    expect(sendsId).toBe(true)
    expect(metadata).not.toHaveProperty('cacheStatus')
  })
})
