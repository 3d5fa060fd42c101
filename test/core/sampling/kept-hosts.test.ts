import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import type { TracingOptions } from '../../../src/index.ts'
import { createTraceContext, logRequest, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const servers: ReturnType<typeof createServer>[] = []

/** Starts a server. Returns its host. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const keeps: RequestListener = (_request, response) => {
  response.setHeader('x-trace-keep', '1').end()
}
const stranger = await serve(keeps)
const ours = await serve((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: `http://${stranger}/` }).end()
  else if (request.url === '/again') response.writeHead(302, { location: '/' }).end()
  else keeps(request, response)
})
const astray = await serve((_request, response) => {
  response.writeHead(302, { location: `http://${ours}/` }).end()
})

afterAll(() => {
  for (const server of servers) server.close()
})
afterEach(() => void vi.unstubAllGlobals())

/** Whether a request that isn't sampled keeps its records, because of the answer to a call. */
async function isKept(url: string, options: TracingOptions, init?: RequestInit): Promise<boolean> {
  const { records } = await captureRecords(async () => {
    const trace = createTraceContext({ action: 'a', sampling: { rate: 0 }, ...options })
    logRequest(trace)
    await trace.fetch(url, init)
    logResponse(trace, { statusCode: 200 })
  })
  return records[0]?.phase === 'start'
}

describe('x-trace-keep in the answer to trace.fetch', () => {
  it('is believed from every host if propagateTo is not set', async () => {
    expect(await isKept(`http://${stranger}/`, {})).toBe(true)
    expect(await isKept(`http://${ours}/away`, {})).toBe(true)
  })

  it('is believed only from the hosts in propagateTo if that is set', async () => {
    const propagateTo = [ours]
    expect(await isKept(`http://${ours}/`, { propagateTo })).toBe(true)
    expect(await isKept(`http://${stranger}/`, { propagateTo })).toBe(false)
    expect(await isKept(`http://${ours}/`, { propagateTo: [] })).toBe(false)
  })

  it('is not believed after a redirect, which may come from or lead to another host', async () => {
    const propagateTo = [ours]
    expect(await isKept(`http://${ours}/away`, { propagateTo })).toBe(false)
    expect(await isKept(`http://${ours}/again`, { propagateTo })).toBe(false)
    expect(await isKept(`http://${astray}/`, { propagateTo })).toBe(false)
  })

  it('is not believed from a cache, whose answer is that of another request', async () => {
    const answer = (url?: PropertyDescriptor) => async () => {
      const response = new Response('', { headers: { 'x-trace-keep': '1' } })
      return url === undefined ? response : Object.defineProperty(response, 'url', url)
    }
    const cached = { next: { revalidate: 60 } } as RequestInit
    vi.stubGlobal('fetch', answer({ value: 'https://a.example/' }))
    expect(await isKept('https://a.example/', {}, cached)).toBe(false)
    vi.stubGlobal('fetch', answer())
    expect(await isKept('https://a.example/', {}, cached)).toBe(true)
  })
})
