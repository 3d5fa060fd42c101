import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf, sectionOf } from '../docs/page.ts'
import { type Build, build } from '../e2e/next/next-build.ts'
import { type Served, serve } from '../e2e/next/next-serve.ts'
import { RecordLog } from '../e2e/record-log.ts'
import { FOLDER } from './folder.ts'
import { expectOneTree, hasHeader, type Order, replacesTraceparent, TRACE_ID } from './order.ts'
import { fileOf } from './samples.ts'
import { startSurroundings } from './surroundings.ts'

interface App {
  /** The app on the page of the documentation. */
  readonly tool: string
  /** Whether the tracer has changed what the app sends or gets. */
  isAtWork(order: Order): boolean
}

const APPS: Readonly<Record<string, App>> = {
  'vercel-otel': { tool: '`@vercel/otel`', isAtWork: replacesTraceparent },
  'sentry-nextjs': {
    tool: 'Sentry, `propagateTraceparent`',
    // Next.js has replaced the traceparent that came, which is now a link.
    isAtWork: (order) =>
      hasHeader(order, 'sentry-trace') &&
      order.records.some(({ service, links }) => service === 'shop' && links !== undefined),
  },
}

/** What Next.js loses of a caller that sends `traceparent` alone, on the page of the documentation. */
const LOST = Object.fromEntries(rowsOf(sectionOf(fileOf('beside-other-tools'), 'Next.js')))

/** How long a build may take on a machine that does other things. */
const BUILD_MS = 300_000
const TURBOPACK = { name: 'Turbopack', flags: [] }

describe.each(Object.entries(APPS))('the Next.js app %s', (name, { tool, isAtWork }) => {
  let built: Build
  let surroundings: Awaited<ReturnType<typeof startSurroundings>>
  let app: Served
  const log = new RecordLog()

  beforeAll(async () => {
    built = await build(path.join(FOLDER, name), TURBOPACK)
    surroundings = await startSurroundings()
    app = await serve(
      built,
      { ...surroundings.env, HOPTRACE_SERVICE: 'shop' },
      { onLine: (line) => log.take(line), onExit: (death) => log.fail(death) },
    )
  }, BUILD_MS)
  afterAll(() => Promise.all([app?.stop(), surroundings?.stop()]))

  async function order(route: string, endings: number): Promise<Order> {
    log.records.length = 0
    return surroundings.order({
      log,
      endings,
      place: async (trace) => {
        const response = await trace.fetch(app.url + route, { method: 'POST' })
        expect([response.status, await response.text()]).toEqual([200, '{}'])
      },
    })
  }

  it.each([
    ['forwards the trace', '/api/orders', 1],
    ['has a span of its own', '/api/guarded', 2],
  ])('keeps an order one tree under one id behind a proxy that %s', async (_what, ...row) => {
    const [route, endings] = row
    const made = await order(route, endings)
    const own = Array(endings).fill('shop')
    expectOneTree(made, ['caller', 'consumer', ...own, 'stock', 'stock'])
    expect(isAtWork(made)).toBe(true)
  })

  it('loses of a caller that sends only traceparent what the page says', async () => {
    log.records.length = 0
    const [traceId, spanId] = [TRACE_ID.replaceAll(/req_|-/g, ''), '00f067aa0ba902b7']
    const headers = { traceparent: `00-${traceId}-${spanId}-01` }
    await fetch(`${app.url}/api/orders`, { method: 'POST', headers })
    await log.when('a start', () => log.records.some(({ phase }) => phase === 'start'))
    const start = log.records.find(({ phase }) => phase === 'start')
    expect(start?.parentId).not.toBe(spanId)
    const lost = start?.traceId === TRACE_ID ? 'the caller’s span' : 'the caller’s trace'
    expect(LOST[tool]?.replaceAll("'", '’').split(':')[0]).toBe(lost)
  })
})
