import 'next/dist/server/node-environment-baseline.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { inRequest, inRoute } from './stores.ts'

describe('a server component', () => {
  it('has the trace that its request’s headers name', async () => {
    const { records } = await captureRecords(() =>
      inRoute({ route: '/orders/[id]' }, () =>
        inRequest(new Headers({ 'x-trace-id': 'req_abc' }), () => currentTrace().info('rendered')),
      ),
    )
    expect(records).toEqual([
      expect.objectContaining({
        traceId: 'req_abc',
        phase: 'log',
        layer: 'server-component',
        action: '/orders/[id]',
        message: 'rendered',
      }),
    ])
  })

  describe('that sends a request', () => {
    const api = globalThis as Record<symbol, unknown>
    const key = Symbol.for('opentelemetry.js.api.1')

    /** Returns the headers of two equal requests of a page. */
    const sentTwice = async (init?: HeadersInit) => {
      const { value } = await captureRecords(() =>
        inRequest(new Headers({ 'x-trace-id': 'req_abc' }), () =>
          ['a', 'b'].map((hop) => currentTrace().hop(hop, () => currentTrace().headers(init))),
        ),
      )
      return value?.map((headers) => headers.get('x-trace-parent')) ?? []
    }

    it('has no header that differs in equal requests but traceparent', async () => {
      expect(await sentTwice()).toEqual([null, null])
      expect(await sentTwice({ 'x-trace-id': 'req_abc', 'x-trace-parent': 'mine' })).toEqual([
        'mine',
        'mine',
      ])
    })

    it('has the page’s span beside a propagator that may replace the traceparent', async () => {
      onTestFinished(() => void delete api[key])
      api[key] = { propagation: {} }
      const [one, other] = await sentTwice()
      expect(one).toMatch(/^[0-9a-f]{16}$/)
      expect(other).toBe(one)
    })
  })
})
