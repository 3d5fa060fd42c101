// Next.js's stores need it.
import 'next/dist/server/node-environment-baseline.js'
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js'
import {
  type WorkUnitStore,
  workUnitAsyncStorage,
} from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EndedSpan, Exporter, StartedSpan } from '../../src/index.ts'
import {
  currentTrace,
  onRequestError,
  type RequestErrorOptions,
  requestErrors,
  withTracing,
} from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const request = {
  path: '/orders?token=1',
  method: 'GET',
  headers: { 'x-trace-id': 'req_abc', 'x-user': 'anna' },
}
const route = { routerKind: 'App Router', routePath: '/orders/[id]', routeType: 'render' }
const identify: RequestErrorOptions['identify'] = ({ headers }) => ({
  userId: String(headers['x-user']),
})

/** An exporter that keeps what it is given. */
function collector() {
  const told: [method: string, span: StartedSpan | EndedSpan][] = []
  const exporter: Exporter = {
    onSpanStart: (span) => void told.push(['onSpanStart', span]),
    onSpanLeftOpen: (span) => void told.push(['onSpanLeftOpen', span]),
    onSpanEnd: (span) => void told.push(['onSpanEnd', span]),
  }
  return { exporter, told }
}

/** Runs a server component in the stores in which Next.js runs it. */
function render<T>(component: () => T, headers: Record<string, string> = request.headers): T {
  const unit = {
    type: 'request',
    headers: new Headers(headers),
    url: { pathname: '/orders', search: '?token=1' },
  }
  return workAsyncStorage.run({ route: '/orders' } as never, () =>
    workUnitAsyncStorage.run(unit as unknown as WorkUnitStore, component),
  )
}

beforeEach(() => {
  vi.stubEnv('HOPTRACE_SERVICE', 'from-the-environment')
})

afterEach(() => {
  requestErrors()
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe('the hook of requestErrors', () => {
  it('writes an error with the options that it was given', async () => {
    const hook = requestErrors({
      service: 'shop',
      redact: { keys: ['customerNumber'] },
      identify,
    })
    const { records, value } = await captureRecords(() =>
      hook(new Error('customerNumber=4711'), request, route),
    )
    expect(value).toBeUndefined()
    expect(records).toEqual([
      expect.objectContaining({
        traceId: 'req_abc',
        service: 'shop',
        level: 'error',
        phase: 'complete',
        layer: 'server-component',
        action: 'GET /orders/[id]',
        userId: 'anna',
        error: expect.objectContaining({
          message: 'customerNumber=[redacted]',
          stack: expect.any(String),
        }),
      }),
    ])
  })

  it.each([
    ['render', 'server-component'],
    ['route', 'api-route'],
    ['action', 'server-action'],
    ['proxy', 'proxy'],
  ])('writes an error of a %s under the layer %s', async (routeType, layer) => {
    const hook = requestErrors({ service: 'shop' })
    const { records } = await captureRecords(async () => {
      await hook(new Error('one'), request, { ...route, routeType })
      await hook(new Error('two'), request, { ...route, routeType })
    })
    expect(records.map((record) => [record.layer, record.service])).toEqual([
      [layer, 'shop'],
      [layer, 'shop'],
    ])
  })

  it('tells an exporter of the request, which failed', async () => {
    const { exporter, told } = collector()
    const hook = requestErrors({ service: 'shop', exporters: [exporter], identify })
    const { records } = await captureRecords(() => hook(new Error('boom'), request, route))
    expect(told).toEqual([
      ['onSpanStart', expect.objectContaining({ type: 'request', spanId: records[0]?.spanId })],
      [
        'onSpanEnd',
        expect.objectContaining({
          type: 'request',
          name: 'GET /orders/[id]',
          spanId: records[0]?.spanId,
          record: { ...records[0], timestamp: expect.any(String) },
        }),
      ],
    ])
    const [, [, span] = []] = told
    expect((span as EndedSpan).endTime).toBeGreaterThanOrEqual(span?.startTime as number)
  })

  it('waits for the promise of identify', async () => {
    const hook = requestErrors({ identify: async (sent) => identify(sent) })
    const { records } = await captureRecords(() => hook(new Error('boom'), request, route))
    expect(records).toEqual([expect.objectContaining({ userId: 'anna' })])
  })

  it('writes after a second if the promise of identify does not settle', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const hook = requestErrors({ identify: () => new Promise(() => undefined) })
    const { records } = await captureRecords(async () => {
      const written = hook(new Error('boom'), request, route)
      await vi.advanceTimersByTimeAsync(1_000)
      await written
    })
    expect(records).toEqual([expect.objectContaining({ level: 'error', traceId: 'req_abc' })])
  })

  it.each<[string, NonNullable<RequestErrorOptions['identify']>]>([
    ['throws', () => expect.fail('no')],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['knows nobody', () => undefined],
  ])('writes the error if identify %s', async (_what, failing) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const hook = requestErrors({ identify: failing })
    const { records, error } = await captureRecords(() => hook(new Error('boom'), request, route))
    vi.mocked(process.stderr.write).mockRestore()
    expect(error).toBeUndefined()
    expect(records).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ message: 'boom' }) }),
    ])
    expect(records[0]).not.toHaveProperty('userId')
  })

  it('writes an error of a wrapper again under its trace, and exports no second span', async () => {
    const { exporter, told } = collector()
    const hook = requestErrors({ exporters: [exporter] })
    const GET = withTracing(() => Promise.reject(new Error('boom')))
    const { records } = await captureRecords(() =>
      GET(new Request('http://a.example/') as never, { params: Promise.resolve() }).catch(
        (thrown: unknown) => hook(thrown, request, route),
      ),
    )
    expect(records.map(({ phase, spanId }) => [phase, spanId])).toEqual([
      ['start', records[0]?.spanId],
      ['complete', records[0]?.spanId],
      ['log', records[0]?.spanId],
    ])
    expect(told).toEqual([])
  })

  it.each([
    [{ service: 7 }, "option 'service'"],
    [{ identify: 'anna' }, "option 'identify' must be a function of the request"],
    [{ errorResponse: 'json' }, "unknown option 'errorResponse'"],
    [null, 'options must be an object'],
  ])('refuses %j at set-up', (options, message) => {
    expect(() => requestErrors(options as never)).toThrow(TypeError)
    expect(() => requestErrors(options as never)).toThrow(message)
  })

  it('throws nothing for missing arguments', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(requestErrors()(new Error('boom'), undefined as never, undefined as never)).toBe(
      undefined,
    )
    vi.mocked(process.stderr.write).mockRestore()
  })

  it('leaves onRequestError with the environment’s options', async () => {
    requestErrors({ service: 'shop', identify })
    const { records } = await captureRecords(() => onRequestError(new Error('a'), request, route))
    expect(records).toMatchObject([{ service: 'from-the-environment' }])
    expect(records[0]).not.toHaveProperty('userId')
  })
})

describe('a server component', () => {
  it('has the options of requestErrors', async () => {
    requestErrors({ service: 'shop', redact: { keys: ['customerNumber'] }, identify })
    const { records } = await captureRecords(() =>
      render(() => currentTrace().info('read', { customerNumber: 4711 })),
    )
    expect(records).toEqual([
      expect.objectContaining({
        traceId: 'req_abc',
        service: 'shop',
        layer: 'server-component',
        action: '/orders',
        userId: 'anna',
        metadata: { customerNumber: '[redacted]' },
      }),
    ])
  })

  it('has those of the environment without requestErrors', async () => {
    const { records } = await captureRecords(() => render(() => currentTrace().info('read')))
    expect(records).toMatchObject([{ service: 'from-the-environment' }])
  })

  it('refuses the caller if acceptInbound says so', async () => {
    requestErrors({ acceptInbound: false })
    const { value } = await captureRecords(() => render(() => currentTrace().id))
    expect(value).toMatch(/^req_[0-9a-f]{8}-/)
  })

  it('tells an exporter of its request and its steps', async () => {
    const { exporter, told } = collector()
    requestErrors({ service: 'shop', exporters: [exporter] })
    const { records } = await captureRecords(() =>
      render(() => {
        currentTrace().hop('load', () => 1)
        currentTrace().hop('sort', () => 1)
      }),
    )
    expect(told.map(([method, { type, name }]) => [method, type, name])).toEqual([
      ['onSpanStart', 'request', '/orders'],
      ['onSpanLeftOpen', 'request', '/orders'],
      ['onSpanStart', 'hop', 'load'],
      ['onSpanEnd', 'hop', 'load'],
      ['onSpanStart', 'hop', 'sort'],
      ['onSpanEnd', 'hop', 'sort'],
    ])
    const parents = records.map(({ parentId }) => parentId)
    expect(parents).toEqual([told[0]?.[1].spanId, told[0]?.[1].spanId])
  })

  it('is identified once for each request, by its path and headers', async () => {
    const asked: unknown[] = []
    requestErrors({
      identify(sent) {
        asked.push({ ...sent, traceId: currentTrace().id })
        return undefined
      },
    })
    await captureRecords(() =>
      render(() => {
        currentTrace().info('one')
        currentTrace().info('two')
      }),
    )
    expect(asked).toEqual([
      { path: '/orders?token=1', headers: request.headers, traceId: 'req_abc' },
    ])
  })

  it('does not wait for the promise of identify', async () => {
    requestErrors({ identify: async (sent) => identify(sent) })
    const { records } = await captureRecords(() =>
      render(async () => {
        currentTrace().info('before')
        await Promise.resolve()
        await Promise.resolve()
        currentTrace().info('after')
      }),
    )
    expect(records.map(({ userId }) => userId)).toEqual([undefined, 'anna'])
  })
})
