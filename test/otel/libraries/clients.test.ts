import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tracing } from '../../../src/middy/index.ts'
import { startEchoServer } from '../../core/calls/echo-server.ts'
import { invoke } from '../../middy/invocation.ts'

type Send = (url: string) => Promise<unknown>

// Not by a name that the compiler reads: what it imports is installed for this suite alone.
const { CLIENTS }: { CLIENTS: Readonly<Record<string, Send>> } = await import(
  path.join(import.meta.dirname, 'apps/clients.ts')
)

let server: Awaited<ReturnType<typeof startEchoServer>>
beforeAll(async () => {
  server = await startEchoServer()
})
afterAll(() => server.close())

describe.each(Object.entries(CLIENTS))('%s', (_name, send) => {
  it('makes one call, which is the parent of what it calls', async () => {
    let headers: Readonly<Record<string, string>> = {}
    const { records, error, ending } = await invoke(
      [tracing({ propagateTo: ['127.0.0.1'] })],
      async () => {
        headers = (await send(`${server.url}/orders/7?token=hidden`)) as typeof headers
        return { statusCode: 200 }
      },
    )
    expect(error).toBeUndefined()
    const calls = records.filter(({ phase }) => phase === 'call')
    expect(calls).toMatchObject([
      {
        action: 'service:http:get',
        result: 'success',
        parentId: ending.spanId,
        metadata: { host: server.host, path: '/orders/7', statusCode: 200 },
      },
    ])
    expect(headers['x-trace-id']).toBe(ending.traceId)
    expect(headers.traceparent?.split('-')[2]).toBe(calls[0]?.spanId)
  })

  it('makes a failed call of a 503', async () => {
    const { records } = await invoke([tracing()], async () => {
      await send(`${server.url}/status/503`)
      return { statusCode: 200 }
    })
    expect(records.filter(({ phase }) => phase === 'call')).toMatchObject([
      { level: 'error', error: { code: 'SERVICE_UNAVAILABLE' }, metadata: { propagated: false } },
    ])
  })
})
