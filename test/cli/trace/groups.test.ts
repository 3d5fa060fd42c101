import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TraceReport } from '../../../src/cli/trace/report.ts'
import type { Trace, TraceRecord } from '../../../src/index.ts'
import { onRequestError, withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, traceId } from '../sample-trace.ts'
import { tracesInFile } from '../view/page-data.ts'

const ID = 'req_0193f5a2-7c1e-7b3a-9d2e-5f6a7b8c9d0e'
const OWN = { 'x-trace-id': ID }

interface Visit {
  readonly tenantId?: string
  readonly headers?: HeadersInit
  readonly run?: (trace: Trace) => unknown
}

/** Sends a request to a route of a tenant, under the id. */
function visit(action: string, { tenantId, headers = OWN, run }: Visit): Promise<Response> {
  const options = { action, service: 'shop', errorResponse: 'json' } as const
  const route = withTracing<Request>(async (_request, _context, trace) => {
    trace.set({ tenantId })
    await trace.hop('work', async () => run?.(trace))
    return new Response()
  }, options)
  return route(new Request('http://a.example/', { headers }), { params: Promise.resolve({}) })
}

const fail = (message: string) => () => Promise.reject(new Error(message))

async function recordsOf(...visits: (() => unknown)[]): Promise<TraceRecord[]> {
  const { records, error } = await captureRecords(async () => {
    for (const run of visits) await run()
  })
  expect(error).toBeUndefined()
  return records
}

const ask = (records: readonly object[], ...args: string[]) =>
  hoptrace(['trace', ID, '--file', logFile(...records), ...args])

async function reportsOf(records: readonly object[]): Promise<TraceReport[]> {
  return JSON.parse((await ask(records, '--json')).out).traces
}

const victim = () => visit('orders:get', { tenantId: 'victim' })
const attack = () => visit('orders:get', { tenantId: 'mallory', run: fail('DB down') })

describe('a trace whose id a stranger sends too', () => {
  it('has a part for each request, none of which has another’s failure', async () => {
    const records = await recordsOf(victim, attack, attack)
    const { code, out } = await ask(records)
    const [first = '', second = '', third = ''] = out.split(/^(?=req_)/m)
    expect(code).toBe(0)
    expect(first).toContain(
      "Part 1 of 3: this id has requests of 2 tenants (victim, mallory) that don't belong together.",
    )
    expect(first).not.toMatch(/Failed at|DB down/)
    for (const part of [second, third]) {
      expect(part).toMatch(/^Part [23] of 3: /m)
      expect(part).toMatch(/^mallory$/m)
      expect(part).toContain('Failed at work in shop (api-route): failure INTERNAL_ERROR')
    }
  })

  it('has a part for each request without a tenant', async () => {
    const attackers = () => visit('orders:get', { run: fail('DB down') })
    const reports = await reportsOf(await recordsOf(victim, attackers, attackers))
    expect(reports.map(({ failure }) => failure?.error?.message)).toEqual([
      undefined,
      'DB down',
      'DB down',
    ])
    expect(reports.map(({ part }) => part)).toEqual(
      [1, 2, 3].map((number) => ({ number, count: 3, tenantIds: ['victim'] })),
    )
  })

  it('has a part for a request whose parent does not exist', async () => {
    const traceparent = `00-${ID.slice(4).replaceAll('-', '')}-6666666666666666-01`
    const forged = () => visit('orders:get', { headers: { traceparent }, run: fail('DB down') })
    const reports = await reportsOf(await recordsOf(victim, forged))
    expect(reports.map(({ failure }) => failure?.error?.message)).toEqual([undefined, 'DB down'])
  })

  it('has a part for a request of another tenant within a victim’s request', async () => {
    const records = await recordsOf(() =>
      visit('orders:get', {
        tenantId: 'victim',
        run: (trace) =>
          visit('orders:list', {
            tenantId: 'mallory',
            headers: trace.headers(),
            run: fail('DB down'),
          }),
      }),
    )
    const reports = await reportsOf(records)
    expect(reports.map(({ tenantIds, failure }) => [tenantIds, failure?.error?.message])).toEqual([
      [['victim'], undefined],
      [['mallory'], 'DB down'],
    ])
  })

  it('shows the part with the searched job first', async () => {
    const records = await recordsOf(attack, () =>
      visit('orders:get', { tenantId: 'victim', run: (trace) => trace.set({ jobId: 'job-17' }) }),
    )
    const { out } = await hoptrace(['trace', 'job-17', '--json', '--file', logFile(...records)])
    expect(JSON.parse(out).traces).toMatchObject([
      { jobIds: ['job-17'] },
      { tenantIds: ['mallory'] },
    ])
  })

  it('keeps the parts apart in the HTML page', async () => {
    const file = logFile(...(await recordsOf(victim, attack)))
    const page = path.join(path.dirname(file), 'trace.html')
    await hoptrace(['trace', ID, '--html', page, '--file', file])
    const [first, second] = tracesInFile(page).flatMap(({ parts }) => parts)
    expect(first?.title).toContain(
      'Part 1 of 2: this id has requests of 2 tenants (victim, mallory)',
    )
    expect(JSON.stringify(first)).not.toContain('DB down')
    expect(second?.title).toContain('Part 2 of 2')
    expect(second?.failures[0]).toMatchObject({
      heading: 'Failed at',
      step: expect.stringMatching(/^work in /),
    })
  })

  it('shows twenty parts, and reports that there are more, within the time limit', async () => {
    const flood = Array.from({ length: 3_000 }, (_, index) => ({
      timestamp: new Date(Date.parse('2026-11-30T08:00:00.000Z') + index).toISOString(),
      ...{ level: 'error', message: 'x', traceId: ID, service: 'shop', layer: 'api-route' },
      ...{ action: 'orders:get', phase: 'complete', duration: 1, result: 'error' },
      spanId: `aaaaaaaa${String(index).padStart(8, '0')}`,
      tenantId: `tenant-${index}`,
    }))
    const begin = performance.now()
    const { out, err } = await ask(flood)
    expect(performance.now() - begin).toBeLessThan(10_000)
    expect(out.match(/^Part \d+ of 3000: /gm)).toHaveLength(20)
    expect(err).toContain('20 parts of each')
  })
})

describe('a trace whose requests belong together', () => {
  const parts = async (records: readonly object[], id = ID) => {
    const { out } = await hoptrace(['trace', id, '--json', '--file', logFile(...records)])
    return (JSON.parse(out).traces as TraceReport[]).map(({ part }) => part)
  }

  it('has one part, from the first service to the last', async () => {
    expect(await parts(failedTrace, traceId)).toEqual([undefined])
    const nested = await recordsOf(() =>
      visit('orders:get', {
        tenantId: 'acme',
        run: (trace) => visit('users:get', { tenantId: 'acme', headers: trace.headers() }),
      }),
    )
    expect(await parts(nested)).toEqual([undefined])
  })

  it.each([
    ['is still running, without the step that made the call', ['start', 'lambda']],
    ['is in another log', ['lambda', 'lambda']],
  ])('has one part if the caller %s', async (_what, shown) => {
    const records = await recordsOf(() =>
      visit('page', {
        tenantId: 'acme',
        run: async (trace) => {
          await trace.hop('one', () =>
            visit('lambda', { tenantId: 'acme', headers: trace.headers() }),
          )
          await trace.hop('two', () => visit('lambda', { headers: trace.headers() }))
        },
      }),
    )
    const kept = records.filter(
      ({ action, phase }) => shown.includes(action) || (action === 'page' && shown.includes(phase)),
    )
    expect(kept.length).toBeGreaterThan(5)
    expect(await parts(kept)).toEqual([undefined])
  })

  it('has one part for the steps of a page and the error that Next.js reports of it', async () => {
    const begun = await recordsOf(() =>
      visit('page', { run: (trace) => trace.hop('load', () => 1) }),
    )
    const steps = begun.filter(({ phase }) => phase === 'hop')
    const error = await recordsOf(() =>
      onRequestError(
        new Error('No orders'),
        { path: '/orders', method: 'GET', headers: OWN },
        { routerKind: 'App Router', routePath: '/orders', routeType: 'render' },
      ),
    )
    const [report] = await reportsOf([...steps, ...error])
    expect(report?.part).toBeUndefined()
    expect(report?.failure?.error?.message).toBe('No orders')
  })
})
