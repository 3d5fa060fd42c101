import 'next/dist/server/node-environment-baseline.js'
import { describe, expect, it } from 'vitest'
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
})
