import { once } from 'node:events'
import { get } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceClient } from '../../../src/aws/index.ts'
import {
  currentTrace,
  type EndedSpan,
  type Trace,
  type TracingOptions,
} from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, invoke, lambdaContext, turn } from '../../middy/invocation.ts'
import { httpGet, startEchoServer } from './echo-server.ts'

let server: Awaited<ReturnType<typeof startEchoServer>>
beforeAll(async () => {
  server = await startEchoServer()
})
afterAll(() => server.close())

/** Runs `run` within a request, and returns the records of its calls. */
async function callsOf(run: (trace: Trace) => unknown, options: TracingOptions = {}) {
  const { records, value, error } = await invoke([tracing(options)], async () => {
    await run(currentTrace())
    return { statusCode: 200, body: '{}' }
  })
  expect(error).toBeUndefined()
  return { calls: records.filter(({ phase }) => phase === 'call'), records, value }
}

async function fetchText(path: string, init?: RequestInit): Promise<string> {
  return (await fetch(server.url + path, init)).text()
}

const SENDERS = [
  ['fetch', fetchText],
  ['node:http', (path: string) => httpGet(server.url + path)],
] as const

describe.each(SENDERS)('a request that %s sends', (_name, send) => {
  it('is a call with method, host, path, status, bytes and duration', async () => {
    const { calls, records } = await callsOf(() => send('/orders/17?token=hidden'))
    const root = records.find(({ phase }) => phase === 'start')?.spanId
    expect(calls).toMatchObject([
      {
        action: 'service:http:get',
        result: 'success',
        parentId: root,
        duration: expect.any(Number),
        metadata: {
          method: 'GET',
          host: server.host,
          path: '/orders/17',
          statusCode: 200,
          bytes: expect.any(Number),
          propagated: false,
        },
      },
    ])
  })

  it('is below the step that sends it', async () => {
    const { calls, records } = await callsOf((trace) => trace.hop('load', () => send('/orders/17')))
    const hop = records.find(({ hopName }) => hopName === 'load')
    expect(calls.map(({ parentId }) => parentId)).toEqual([hop?.spanId])
  })

  it('is no call within a hop that sends the trace on by itself', async () => {
    const sending = (trace: Trace) =>
      fetchText('/orders/17', { headers: Object.fromEntries(trace.headers()) })
    const within = await callsOf((trace) => trace.hop('load', () => sending(trace)))
    expect(within.calls).toEqual([])
    const outside = await callsOf(sending)
    expect(outside.calls).toHaveLength(1)
  })

  it('carries the trace only to the hosts of propagateTo, below its call', async () => {
    let sent = ''
    let others = ''
    const { calls } = await callsOf(
      async () => {
        sent = await send('/orders')
      },
      { propagateTo: ['127.0.0.1'] },
    )
    await callsOf(
      async () => {
        others = await send('/orders')
      },
      { propagateTo: ['api.example.com'] },
    )
    const headers = JSON.parse(sent)
    expect(headers['x-trace-id']).toBe(calls[0]?.traceId)
    expect(headers.traceparent.split('-')[2]).toBe(calls[0]?.spanId)
    expect(calls[0]?.metadata).not.toHaveProperty('propagated')
    expect(Object.keys(JSON.parse(others))).not.toContain('traceparent')
  })

  it.each([
    ['/status/404', 'warn', 'NOT_FOUND'],
    ['/status/503', 'error', 'SERVICE_UNAVAILABLE'],
  ])('that is answered like %s is a failed call', async (path, level, code) => {
    const { calls } = await callsOf(() => send(path))
    expect(calls).toMatchObject([{ level, result: 'error', error: { code } }])
  })

  it('to a closed port is a failed call', async () => {
    const closed = await startEchoServer()
    closed.close()
    const { calls } = await callsOf(() =>
      (send === fetchText ? fetch(closed.url) : httpGet(closed.url)).catch(() => undefined),
    )
    expect(calls).toMatchObject([{ result: 'error', error: { code: 'ECONNREFUSED' } }])
  })

  it('whose answer breaks off is a failed call', async () => {
    const { calls } = await callsOf(() => Promise.resolve(send('/cut')).catch(() => undefined))
    expect(calls).toMatchObject([{ result: 'error', metadata: { statusCode: 200 } }])
  })

  it('is no call with calls: explicit', async () => {
    const { calls } = await callsOf(() => send('/orders'), { calls: 'explicit' })
    expect(calls).toEqual([])
  })

  it('is not recorded again within trace.call', async () => {
    const { calls } = await callsOf((trace) => trace.call('orders', 'get', () => send('/orders')))
    expect(calls.map(({ action }) => action)).toEqual(['service:orders:get'])
  })

  it('carries the span of the trace.call around it', async () => {
    let sent = ''
    const { calls } = await callsOf(
      (trace) =>
        trace.call('orders', 'get', async () => {
          sent = await send('/orders')
        }),
      { propagateTo: [server.host] },
    )
    expect(JSON.parse(sent).traceparent.split('-')[2]).toBe(calls[0]?.spanId)
  })

  it('after the ending is no call', async () => {
    let later: Promise<unknown> | undefined
    const { records } = await callsOf(() => {
      later = turn()
        .then(turn)
        .then(turn)
        .then(() => send('/later'))
    })
    await later
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

  it('outside of a request is no call', async () => {
    const { records } = await callsOf(() => undefined)
    await send('/outside')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
})

describe('automatic calls', () => {
  it('double neither trace.fetch nor a traced client', async () => {
    const s3 = traceClient(
      new S3Client({
        endpoint: server.url,
        region: 'eu-central-1',
        forcePathStyle: true,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      }),
    )
    const { calls } = await callsOf(async (trace) => {
      await (await trace.fetch(`${server.url}/orders`)).text()
      const object = await s3.send(new GetObjectCommand({ Bucket: 'shop', Key: 'pictures/17' }))
      await object.Body?.transformToString()
    })
    expect(calls.map(({ action }) => action)).toEqual(['service:http:get', 'service:s3:getObject'])
  })

  it('hide the key of an untraced client of S3, and add nothing to its signed requests', async () => {
    let headers: object = {}
    const s3 = new S3Client({
      endpoint: server.url,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const { calls } = await callsOf(
      async () => {
        const object = await s3.send(new GetObjectCommand({ Bucket: 'shop', Key: 'jo@a.example' }))
        headers = JSON.parse((await object.Body?.transformToString()) ?? '')
      },
      { propagateTo: ['127.0.0.1'] },
    )
    expect(calls).toMatchObject([{ metadata: { path: '/{…}', propagated: false } }])
    expect(Object.keys(headers)).toContain('authorization')
    expect(Object.keys(headers)).not.toContain('traceparent')
  })

  it.each([
    ['a traceparent', '/orders', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
    ['a signature', '/orders', { Signature: 'sig1=:abc=:' }],
    ['a signed URL', '/orders?X-Amz-Signature=abc', {}],
    [
      'an authorization that signs',
      '/orders',
      { authorization: 'Signature keyId="1",signature="x"' },
    ],
  ])('add no header to a request with %s', async (_what, path, headers) => {
    const propagateTo = [server.host]
    const bodies: string[] = []
    await callsOf(
      async () => {
        bodies.push(await fetchText(path, { headers: headers as HeadersInit }))
        bodies.push(
          await httpGet(server.url + path, { headers: headers as Record<string, string> }),
        )
      },
      { propagateTo },
    )
    const sent = bodies.map((body) => JSON.parse(body))
    expect(sent.map((one) => one['x-trace-id'])).toEqual([undefined, undefined])
    expect(sent.map((one) => one.traceparent)).toEqual(
      [headers, headers].map((one) => ('traceparent' in one ? one.traceparent : undefined)),
    )
  })

  it('record a request whose headers are a list, without adding to them', async () => {
    let sent = ''
    const { calls } = await callsOf(
      async () => {
        sent = await httpGet(server.url, { headers: ['Host', server.host, 'A', '1'] as never })
      },
      { propagateTo: ['127.0.0.1'] },
    )
    expect(calls).toMatchObject([{ metadata: { statusCode: 200, propagated: false } }])
    expect(Object.keys(JSON.parse(sent))).not.toContain('traceparent')
  })

  it('record each hop of a redirect', async () => {
    const { calls } = await callsOf(() => fetchText('/redirect'))
    expect(calls.map(({ metadata }) => [metadata?.path, metadata?.statusCode])).toEqual([
      ['/redirect', 302],
      ['/there', 200],
    ])
  })

  it('count the bytes of a body without a length', async () => {
    const { calls } = await callsOf(() => fetchText('/chunks'))
    // Older versions of Node don't report the parts of a body.
    const isReported = Number.parseInt(process.versions.node, 10) >= 24
    expect(calls.map(({ metadata }) => metadata?.bytes)).toEqual([isReported ? 6 : undefined])
  })

  it('of an aborted request are partial', async () => {
    const { calls } = await callsOf(async () => {
      const controller = new AbortController()
      const response = await fetch(`${server.url}/endless`, { signal: controller.signal })
      controller.abort()
      await response.text().catch(() => undefined)
      await new Promise<void>((resolve, reject) => {
        get(`${server.url}/endless`, (answer) => {
          answer.once('data', () => answer.destroy())
        })
          .on('close', resolve)
          .on('error', reject)
      })
      await turn()
    })
    expect(calls.map(({ result, metadata }) => [result, metadata?.aborted])).toEqual([
      ['partial', true],
      ['partial', true],
    ])
  })

  it('end with their request if nobody reads the body', async () => {
    const { calls, records } = await callsOf(async () => {
      await fetch(`${server.url}/endless`)
      await new Promise((resolve) => get(`${server.url}/endless`, resolve))
    })
    expect(calls).toMatchObject([
      { metadata: { statusCode: 200, unread: true } },
      { metadata: { statusCode: 200, unread: true } },
    ])
    expect(records.at(-1)?.phase).toBe('complete')
  })

  it('of two traces on one connection belong to the trace that sent each', async () => {
    const first = await callsOf(() => fetchText('/first'))
    const second = await callsOf(() => fetchText('/second'))
    const idsOf = ({ records }: typeof first) => [...new Set(records.map(({ traceId }) => traceId))]
    expect(idsOf(first)).toHaveLength(1)
    expect(idsOf(second)).toHaveLength(1)
    expect(idsOf(first)).not.toEqual(idsOf(second))
    expect(second.calls.map(({ metadata }) => metadata?.path)).toEqual(['/second'])
  })

  it('of requests at the same time belong to the request that sent each', async () => {
    const handlers = ['one', 'two', 'three'].map((name) =>
      handlerOf([tracing({ action: name })], async () => {
        await Promise.all([fetchText(`/${name}`), httpGet(`${server.url}/${name}`)])
        return {}
      }),
    )
    const { records } = await captureRecords(() =>
      Promise.all(handlers.map((handle) => handle({}, lambdaContext()))),
    )
    const idsOf = (name: string, phase: string) =>
      records
        .filter((one) => one.phase === phase)
        .filter(({ action, metadata }) => action === name || metadata?.path === `/${name}`)
        .map(({ traceId }) => traceId)
    for (const name of ['one', 'two', 'three']) {
      const [id] = idsOf(name, 'complete')
      expect(idsOf(name, 'call')).toEqual([id, id])
    }
  })

  it('leave out what an exporter sends', async () => {
    const ended: EndedSpan[] = []
    const sent: Promise<string>[] = []
    const { calls } = await callsOf(
      async (trace) => {
        await trace.hop('work', () => undefined)
        await fetchText('/orders')
        await Promise.all(sent)
      },
      {
        exporters: [
          {
            onSpanEnd(span) {
              ended.push(span)
              sent.push(turn().then(() => fetchText('/exported')))
            },
          },
        ],
      },
    )
    await Promise.all(sent)
    expect(calls.map(({ metadata }) => metadata?.path)).toEqual(['/orders'])
    expect(ended.map(({ name }) => name)).toEqual([
      'work',
      'service:http:get',
      expect.stringContaining('POST'),
    ])
  })
})

describe('a request of HTTP/2', () => {
  it('is no call, gets no header, and has its answer', async () => {
    const http2 = createHttp2Server((request, response) =>
      response.end(JSON.stringify(request.headers)),
    ).listen(0, '127.0.0.1')
    await once(http2, 'listening')
    const client = connect(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`)
    let answer = ''
    const { calls } = await callsOf(
      async () => {
        answer = await text(client.request({ ':path': '/orders' }))
      },
      { propagateTo: ['127.0.0.1'] },
    )
    client.close()
    http2.close()
    expect(calls).toEqual([])
    expect(JSON.parse(answer)).toMatchObject({ ':path': '/orders' })
    expect(answer).not.toMatch(/traceparent|x-trace/)
  })
})
