import { NextRequest } from 'next/server.js'
import { describe, expect, it } from 'vitest'
import { type TracedProxy, withProxyTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const HEX = '4bf92f3577b34da6a3ce929d0e0e4736'
const ID = 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
const TRACEPARENT = `00-${HEX}-00f067aa0ba902b7-01`

/** Runs a proxy; what it answers, and the request headers that it hands on. */
async function run(proxy: ReturnType<typeof withProxyTracing>) {
  const headers = { traceparent: TRACEPARENT, tracestate: 'a=1', 'x-other': '1' }
  const request = new NextRequest('http://a.example/orders?token=1', { headers })
  const result = await captureRecords(() => proxy(request, {} as never))
  const names = result.value?.headers?.get('x-middleware-override-headers')?.split(',') ?? []
  const onward = Object.fromEntries(
    names.map((name) => [name, result.value?.headers.get(`x-middleware-request-${name}`)]),
  )
  return { ...result, onward, traceId: result.value?.headers?.get('x-trace-id') }
}

describe('a proxy without a function', () => {
  it('hands a trace on as it came, under its id, and writes nothing', async () => {
    const { onward, traceId, records } = await run(withProxyTracing())
    expect(traceId).toBe(ID)
    expect(onward).toEqual({
      'x-other': '1',
      'x-trace-id': ID,
      traceparent: TRACEPARENT,
      tracestate: 'a=1',
    })
    expect(records).toEqual([])
  })

  it('hands nothing on of a trace that it does not take up', async () => {
    const { onward, traceId } = await run(withProxyTracing(undefined, { acceptInbound: false }))
    expect(traceId).toMatch(/^req_/)
    expect(traceId).not.toBe(ID)
    expect(onward).toEqual({ 'x-other': '1', 'x-trace-id': traceId })
  })
})

describe('a proxy with a function', () => {
  it.each([undefined, null])('that returns %s lets the request go on', async (answer) => {
    const { value, onward, traceId, records } = await run(withProxyTracing(() => answer))
    expect(value?.headers.get('x-middleware-next')).toBe('1')
    expect(onward).toMatchObject({ 'x-trace-id': traceId, tracestate: 'a=1' })
    expect(onward.traceparent).toContain(`${HEX}-${records[0]?.spanId}`)
    expect(JSON.stringify(records)).not.toContain('token')
  })

  it('that answers with what is no response leaves it to Next.js to refuse that', async () => {
    const { value, error, records } = await run(withProxyTracing((() => 'text') as never))
    expect([value, error]).toEqual(['text', undefined])
    expect(records[1]).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
  })

  it('that sends a request to where no URL leads leaves it to Next.js to refuse that', async () => {
    const answer = new Response(null, { headers: { 'x-middleware-rewrite': 'http://' } })
    const { value, error } = await run(withProxyTracing(() => answer))
    expect([value, error]).toEqual([answer, undefined])
  })

  it('that throws has one ending, and its error thrown on as it was', async () => {
    const thrown = new Error('boom')
    const proxy: TracedProxy = () => Promise.reject(thrown)
    const { error, records } = await run(withProxyTracing(proxy))
    expect(error).toBe(thrown)
    expect(records.map(({ phase, level }) => [phase, level])).toEqual([
      ['start', 'info'],
      ['complete', 'error'],
    ])
  })
})
