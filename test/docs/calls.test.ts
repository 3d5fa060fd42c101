import { afterEach, describe, expect, it, vi } from 'vitest'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { startEchoServer } from '../core/calls/echo-server.ts'
import { blocksOf, loadSample } from './page.ts'

const PAGE = 'docs/calls.md'

afterEach(() => void vi.unstubAllEnvs())

describe('the page of calls', () => {
  it('shows the call that its sample writes', async () => {
    const server = await startEchoServer()
    vi.stubEnv('ORDERS_URL', server.url)
    const { handler } = (await loadSample(PAGE, 'handler')) as {
      handler: (event: unknown, context: unknown) => Promise<unknown>
    }
    const { records } = await captureRecords(() => handler(events.httpApi(), lambdaContext()))
    server.close()
    const call = records.find(({ phase }) => phase === 'call')
    const [shown = ''] = blocksOf(PAGE, 'json')
    const { duration, metadata, ...same } = JSON.parse(shown)
    expect(call).toMatchObject({ ...same, duration: expect.any(Number) })
    const { propagated, ...written } = call?.metadata ?? {}
    expect(propagated).toBe(false) // the server here is no host of the sample's `propagateTo`
    expect(Object.keys(written)).toEqual(Object.keys(metadata))
  })
})
