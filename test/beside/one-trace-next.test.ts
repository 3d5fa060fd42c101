import path from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Build, build } from '../e2e/next/next-build.ts'
import { serve } from '../e2e/next/next-serve.ts'
import { RecordLog } from '../e2e/record-log.ts'
import { FOLDER } from './folder.ts'
import { expectOneTree, hasHeader, type Order, replacesTraceparent } from './order.ts'
import { startSurroundings } from './surroundings.ts'

/** Whether the tracer of an app has changed what the app sends or gets. */
const APPS: Readonly<Record<string, (order: Order) => boolean>> = {
  'vercel-otel': replacesTraceparent,
  // Next.js has replaced the traceparent that came, which is now a link.
  'sentry-nextjs': (order) =>
    hasHeader(order, 'sentry-trace') &&
    order.records.some(({ service, links }) => service === 'shop' && links !== undefined),
}

/** How long a build may take on a machine that does other things. */
const BUILD_MS = 300_000
const TURBOPACK = { name: 'Turbopack', flags: [] }

describe.each(Object.entries(APPS))('an order through the Next.js app %s', (name, isAtWork) => {
  let built: Build

  beforeAll(async () => {
    built = await build(path.join(FOLDER, name), TURBOPACK)
  }, BUILD_MS)

  async function order(route: string, endings: number): Promise<Order> {
    const surroundings = await startSurroundings()
    onTestFinished(() => surroundings.stop())
    const log = new RecordLog()
    const app = await serve(
      built,
      { ...surroundings.env, HOPTRACE_SERVICE: 'shop' },
      { onLine: (line) => log.take(line), onExit: (death) => log.fail(death) },
    )
    onTestFinished(() => app.stop())
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
  ])('is one tree under one id behind a proxy that %s', async (_what, route, endings) => {
    const made = await order(route, endings)
    const own = Array(endings).fill('shop')
    expectOneTree(made, ['caller', 'consumer', ...own, 'stock', 'stock'])
    expect(isAtWork(made)).toBe(true)
  })
})
