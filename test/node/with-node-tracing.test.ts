import { EventEmitter, once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type ServerResponse,
  request as send,
} from 'node:http'
import { connect, constants, createServer as createHttp2Server } from 'node:http2'
import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { type NodeTracingOptions, withNodeTracing } from '../../src/node/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { ask, listen } from './serve.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown

const askTraced = (
  handle: Handle,
  options: NodeTracingOptions = {},
  init: RequestInit = {},
  path = '/orders/17?token=hidden',
) => ask(createServer(withNodeTracing(handle, options)), path, init)

const TRACE_ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'
const PARENT = 'c0ffee0123456789'
const traceparent = `00-${TRACE_ID.slice(4).replaceAll('-', '')}-${PARENT}-01`

describe('a traced listener', () => {
  it('continues the caller’s trace, and has one start, one ending and the id on its response', async () => {
    const { records, response } = await askTraced(
      (_request, response) => response.writeHead(201).end(),
      { service: 'shop' },
      { headers: { traceparent } },
    )
    const facts = { traceId: TRACE_ID, parentId: PARENT, service: 'shop', layer: 'backend-api' }
    const metadata = { method: 'GET', path: '/orders/17' }
    expect(records).toEqual([
      expect.objectContaining({ ...facts, phase: 'start', action: 'GET', metadata }),
      expect.objectContaining({
        ...facts,
        phase: 'complete',
        message: 'Request complete',
        result: 'success',
        metadata: { ...metadata, statusCode: 201 },
      }),
    ])
    expect(response.headers.get('x-trace-id')).toBe(TRACE_ID)
  })

  it('has its trace in all that it calls', async () => {
    const { records } = await askTraced(async (request, response) => {
      await new Promise(setImmediate)
      request.on('data', () => undefined)
      request.once('end', () => {
        currentTrace().set({ jobId: '17', action: 'orders:get' })
        currentTrace().hop('load', () => response.end())
      })
    })
    expect(records[1]).toMatchObject({ hopName: 'load', parentId: records[0]?.spanId })
    expect(records[2]).toMatchObject({ action: 'orders:get', jobId: '17' })
  })

  it('keeps the traces of requests at the same time apart', async () => {
    const server = createServer(
      withNodeTracing(async (_request, response) => {
        await new Promise(setImmediate)
        currentTrace().hop('load', () => response.end(currentTrace().id))
      }),
    )
    const url = await listen(server)
    const ids = Array.from({ length: 64 }, (_, index) => `trace-${index}`)
    const { value, records } = await captureRecords(() =>
      Promise.all(
        ids.map((id) =>
          fetch(url, { headers: { 'x-trace-id': id } }).then((response) => response.text()),
        ),
      ),
    )
    expect(value).toEqual(ids)
    for (const id of ids)
      expect(records.filter(({ traceId }) => traceId === id).length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    [404, 'warn', 'NOT_FOUND'],
    [503, 'error', 'SERVICE_UNAVAILABLE'],
  ])('ends by its status: %i', async (status, level, code) => {
    const { records } = await askTraced((_request, response) => {
      response.statusCode = status
      response.end()
    })
    expect(records[1]).toMatchObject({ level, result: 'error', error: { code } })
  })

  it('ends after the last byte of a stream', async () => {
    const { records } = await askTraced((_request, response) => {
      const body = Readable.from(['first', 'second'])
      body.once('end', () => currentTrace().info('Sent'))
      body.pipe(response)
    })
    expect(records.map(({ message }) => message)).toEqual([
      'Request start',
      'Sent',
      'Request complete',
    ])
  })

  it('ends as aborted if the client leaves', async () => {
    const server = createServer(
      withNodeTracing((_request, response) => {
        response.write('first')
      }),
    )
    const url = await listen(server)
    const { records } = await captureRecords(async () => {
      const closed = once(server, 'request').then(([, response]) => once(response, 'close'))
      const request = send(url).end()
      const [response] = await once(request, 'response')
      await once(response, 'data')
      request.destroy()
      await closed
    })
    expect(records[1]).toMatchObject({
      message: 'Request aborted',
      level: 'warn',
      result: 'partial',
      metadata: { aborted: true, statusCode: 200 },
    })
  })

  it.each([
    ['ends as aborted if the client leaves', 'Request aborted'],
    ['ends with the answer if it is read to its end', 'Request complete'],
  ])('%s, by HTTP/2', async (_title, message) => {
    const server = createHttp2Server(
      withNodeTracing((_request, response) => {
        response.write('first')
        if (message === 'Request complete') response.end()
      }) as never,
    )
    const url = await listen(server)
    const { records } = await captureRecords(async () => {
      const closed = once(server, 'request').then(([, response]) => once(response, 'close'))
      const session = connect(url)
      const request = session.request({ ':path': '/orders/17' })
      await once(request, 'data')
      if (message === 'Request aborted') request.close(constants.NGHTTP2_CANCEL)
      await closed
      session.close()
    })
    expect(records.map((record) => record.message)).toEqual(['Request start', message])
  })

  it('is a part of the traced listener that it runs within', async () => {
    const inner = withNodeTracing(
      (_request, response) => currentTrace().hop('load', () => response.end()),
      { action: 'orders:get', identify: () => ({ userId: 'u1' }) },
    )
    const { records } = await askTraced((request, response) =>
      currentTrace().hop('route', () => inner(request, response)),
    )
    expect(records.map(({ phase, hopName }) => hopName ?? phase)).toEqual([
      'start',
      'load',
      'route',
      'complete',
    ])
    expect(records[1]?.parentId).toBe(records[2]?.spanId)
    expect(records[3]).toMatchObject({ action: 'orders:get', userId: 'u1' })
  })

  it('may set what Express sets to anything', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { response } = await askTraced((request, response) => {
      Object.assign(request, { params: null, baseUrl: '/shops' })
      Object.assign(request, { route: { path: Object.create(null) } })
      response.end()
    })
    expect(response.status).toBe(200)
  })

  it('is called without a trace if the trace can’t begin', async () => {
    const handler = withNodeTracing((request: object) => request)
    const broken = Object.freeze({ headers: {} }) as IncomingMessage
    expect(handler(broken, {} as ServerResponse)).toBe(broken)
  })

  it('is refused at set-up if it is no function, or an option is wrong', () => {
    expect(() => withNodeTracing({} as never)).toThrow(
      'withNodeTracing takes a function before the options',
    )
    expect(() => withNodeTracing(() => undefined, { identify: 'me' as never })).toThrow(
      /option 'identify' must be a function of the request/,
    )
  })
})

describe('an error of a traced listener', () => {
  const failure = new RangeError('failed')

  it.each<[string, Handle]>([
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('is on the ending, and passed on, if it %s', async (_how, handle) => {
    const request = { headers: {}, method: 'GET', url: '/' } as IncomingMessage
    const response = fakeResponse()
    const { records, error } = await captureRecords(async () => {
      await new Promise((resolve) => resolve(withNodeTracing(handle)(request, response))).finally(
        () => response.emit('close'),
      )
    })
    expect(records).toHaveLength(2)
    expect(error).toBe(failure)
    expect(records[1]).toMatchObject({
      message: 'Request error',
      level: 'error',
      error: { name: 'RangeError', message: 'failed' },
    })
  })

  it('that ends the process is on the endings of all open requests', async () => {
    const child = runModule(`
      import { createServer } from 'node:http'
      import { currentTrace } from 'hoptrace'
      import { withNodeTracing } from 'hoptrace/node'
      const server = createServer(withNodeTracing((request) => {
        if (request.url === '/crash') setImmediate(() => { throw new RangeError('crashed') })
        else currentTrace().hop('wait', () => new Promise(() => undefined))
      }))
      server.listen(0, '127.0.0.1', async () => {
        const { port } = server.address()
        fetch('http://127.0.0.1:' + port + '/wait').catch(() => undefined)
        server.once('request', () => fetch('http://127.0.0.1:' + port + '/crash'))
      })
    `)
    const lines = (await textOf(child.stdout)).trim().split('\n')
    const records = lines.map((line) => JSON.parse(line))
    const endings = records.filter(({ phase }) => phase === 'complete')
    expect(endings.map(({ message, metadata: { path } }) => [message, path]).sort()).toEqual([
      ['Request crash', '/crash'],
      ['Request crash', '/wait'],
    ])
    expect(endings.find(({ metadata }) => metadata.path === '/wait')).toMatchObject({
      error: { name: 'RangeError', message: 'crashed' },
      metadata: { openSteps: [{ name: 'wait' }] },
    })
  })
})

describe('a signal to a process with a traced listener', () => {
  it('ends it as usual, after the endings of its open requests', async () => {
    const child = runModule(`
      import { createServer } from 'node:http'
      import { currentTrace } from 'hoptrace'
      import { withNodeTracing } from 'hoptrace/node'
      const server = createServer(withNodeTracing(() => {
        currentTrace().hop('wait', () => new Promise(() => undefined))
        process.kill(process.pid, 'SIGTERM')
      }))
      server.listen(0, '127.0.0.1', () => {
        fetch('http://127.0.0.1:' + server.address().port).catch(() => undefined)
      })
    `)
    const [output, [code, signal]] = await Promise.all([textOf(child.stdout), once(child, 'close')])
    expect([code, signal]).toEqual([null, 'SIGTERM'])
    const records = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records).toMatchObject([
      { phase: 'start' },
      {
        message: 'Request exit',
        error: { code: 'PROCESS_EXIT' },
        metadata: { openSteps: [{ name: 'wait' }] },
      },
    ])
  })
})

/** A response without a connection, as that of a test. */
function fakeResponse(): ServerResponse {
  const members = { hasHeader: () => false, setHeader: () => undefined }
  return Object.assign(new EventEmitter(), members) as object as ServerResponse
}

describe('the headers of a traced listener’s response', () => {
  const headersAfter = async (handle: Handle, options: NodeTracingOptions = {}) =>
    (await askTraced(handle, options)).response.headers

  it('keep an id that the listener has set', async () => {
    const headers = await headersAfter((_request, response) =>
      response.setHeader('x-trace-id', 'mine').end(),
    )
    expect(headers.get('x-trace-id')).toBe('mine')
  })

  const CORS = { 'Access-Control-Allow-Origin': '*' }

  it.each<[string, Handle]>([
    ['are set', (_request, response) => response.setHeaders(new Headers(CORS)).end()],
    ['are given at the end', (_request, response) => response.writeHead(200, CORS).end()],
    ['are given with a text', (_request, response) => response.writeHead(200, 'OK', CORS).end()],
    [
      'are given in a list',
      (_request, response) => response.writeHead(200, Object.entries(CORS).flat()).end(),
    ],
    [
      'are given in a list that exposes a header',
      (_request, response) => {
        const headers = { ...CORS, 'Access-Control-Expose-Headers': 'x-total' }
        response.writeHead(200, Object.entries(headers).flat()).end()
      },
    ],
    [
      'expose other headers',
      (_request, response) =>
        response.writeHead(200, { ...CORS, 'Access-Control-Expose-Headers': 'x-total' }).end(),
    ],
    [
      'are set to expose other headers',
      (_request, response) => {
        response.setHeader('access-control-expose-headers', 'x-total')
        response.writeHead(200, CORS).end()
      },
    ],
  ])('expose the id to scripts of other origins, if its headers %s', async (_how, handle) => {
    expect((await headersAfter(handle)).get('access-control-expose-headers')).toMatch(
      /^(x-total, )?x-trace-id$/,
    )
  })

  it.each<[string, OutgoingHttpHeader[] | OutgoingHttpHeader[][]]>([
    [
      'pairs',
      [
        ['content-type', 'text/x'],
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
      ] as never,
    ],
    ['one pair', [['content-type', 'text/x']] as never],
    ['a list', ['content-type', 'text/x', 'set-cookie', ['a', 'b']] as never],
  ])('are sent with those that are given as %s', async (_how, given) => {
    const headers = await headersAfter((_request, response) =>
      response.writeHead(200, 'OK', given as OutgoingHttpHeader[]).end(),
    )
    expect(headers.get('content-type')).toBe('text/x')
    expect(headers.get('x-trace-id')).toMatch(/^req_/)
  })

  it('have the id even if the listener removes all headers, as Koa does before an error', async () => {
    const headers = await headersAfter((_request, response) => {
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      response.writeHead(500).end()
    })
    expect(headers.get('x-trace-id')).toMatch(/^req_/)
  })

  it('expose nothing without CORS', async () => {
    const headers = await headersAfter((_request, response) => response.writeHead(200, {}).end())
    expect(headers.get('access-control-expose-headers')).toBeNull()
  })

  it('say that a request which fails is kept', async () => {
    const headers = await headersAfter((_request, response) => response.writeHead(500).end(), {
      sampling: { rate: 0 },
    })
    expect(headers.get('x-trace-keep')).toBe('1')
  })
})

describe('traceIdInBody of a traced listener', () => {
  const JSON_TYPE = { 'content-type': 'application/json' }
  const body = '{"error":"ö"}'
  const extended = `{"error":"ö","traceId":"${TRACE_ID}"}`
  const bodyAfter = async (handle: Handle, options: NodeTracingOptions = {}) => {
    const answer = await askTraced(handle, options, { headers: { traceparent } })
    return answer.body
  }

  it.each<[string, Handle]>([
    ['a text', (_request, response) => response.writeHead(404, JSON_TYPE).end(body)],
    ['bytes', (_request, response) => response.writeHead(404, JSON_TYPE).end(Buffer.from(body))],
    [
      'a text whose length is set',
      (_request, response) => {
        response.statusCode = 404
        response.setHeaders(new Headers(JSON_TYPE))
        response.setHeader('content-length', Buffer.byteLength(body)).end(body)
      },
    ],
  ])('adds the id to an error that is sent as a whole: %s', async (_how, handle) => {
    expect(await bodyAfter(handle)).toBe(extended)
  })

  it.each<[string, Handle]>([
    ['no error', (_request, response) => response.writeHead(200, JSON_TYPE).end(body)],
    ['no JSON', (_request, response) => response.writeHead(404).end(body)],
    [
      'sent in parts',
      (_request, response) => {
        response.writeHead(404, JSON_TYPE).write(body)
        response.end(body)
      },
    ],
    [
      'of a length that is sent',
      (_request, response) => {
        const length = Buffer.byteLength(body)
        response.writeHead(404, { ...JSON_TYPE, 'content-length': length }).end(body)
      },
    ],
    [
      'bound to its bytes',
      (_request, response) => response.writeHead(404, { ...JSON_TYPE, etag: '"e"' }).end(body),
    ],
  ])('leaves a body as it is that is %s', async (_how, handle) => {
    expect((await bodyAfter(handle)).replaceAll(body, '')).toBe('')
  })

  it('leaves bytes as they are that are no UTF-8', async () => {
    const bytes = Buffer.from(body, 'latin1')
    const answer = await askTraced((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json; charset=iso-8859-1' }).end(bytes)
    })
    expect(answer.body).toBe(bytes.toString())
  })

  it.each([
    ['always', 200, extended],
    ['never', 404, body],
  ] as const)('%s decides for a %i', async (traceIdInBody, status, expected) => {
    const handle: Handle = (_request, response) => response.writeHead(status, JSON_TYPE).end(body)
    expect(await bodyAfter(handle, { traceIdInBody })).toBe(expected)
  })
})

describe('identify of a traced listener', () => {
  it.each([
    ['at once', (request: IncomingMessage) => ({ userId: request.headers['x-user']?.toString() })],
    ['by a promise', async () => ({ userId: 'u1' })],
  ])('says who a request is about: %s', async (_how, identify) => {
    const { records } = await askTraced(
      (_request, response) => setImmediate(() => response.end()),
      { identify },
      { headers: { 'x-user': 'u1' } },
    )
    expect(records.at(-1)?.userId).toBe('u1')
  })

  it('fails nothing', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const identify = () => {
      throw new Error('no')
    }
    const { response } = await askTraced((_request, response) => response.end(), { identify })
    expect(response.status).toBe(200)
  })
})
