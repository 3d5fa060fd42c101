import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { currentTrace, type Trace } from '../../../src/index.ts'
import { onRequestError, withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

type Run = (trace: Trace) => Promise<Response>

const PAGE = { routerKind: 'App Router', routePath: '/orders', routeType: 'render' }

/** Calls a route with this action, with these headers. */
const ask = (action: string, run: Run, headers?: Headers): Promise<Response> => {
  const options = { action, errorResponse: 'json' } as const
  const route = withTracing<Request>((_request, _context, trace) => run(trace), options)
  const request = new Request('http://a.example/', headers && { headers })
  return route(request, { params: Promise.resolve({}) })
}

/** Returns what `hoptrace trace` prints of a request's failure, without stack frames. */
async function failureOf(run: Run): Promise<string[]> {
  const { records } = await captureRecords(() => ask('orders:get', run))
  const { out } = await hoptrace([
    'trace',
    records[0]?.traceId ?? '',
    '--file',
    logFile(...records),
  ])
  const [, , ...paragraphs] = out.trimEnd().split('\n\n')
  return paragraphs
    .filter((text) => /^(Failed|Ended) at/.test(text))
    .map((text) => {
      return text.replace(/ in (\S+) \(api-route\)/, '').replace(/\n {6}(?:at|…) .*/g, '')
    })
}

const failing = (message: string) => () => Promise.reject(new Error(message))
const caught = () => undefined
const fail = (message: string): never => {
  throw new Error(message)
}

describe('where a request failed', () => {
  it('is the request itself, if the step that failed was handled', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('cache', failing('The cache is gone')).catch(caught)
      throw new TypeError('No such member')
    })
    expect(shown).toEqual([
      'Failed at orders:get: error INTERNAL_ERROR\n  TypeError: No such member',
    ])
  })

  it('is shown nowhere if the request succeeded', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('users', () => ask('users:get', failing('No users'), trace.headers()))
      return new Response('{}')
    })
    expect(shown).toEqual([])
  })

  it('is not in a service whose failed response the request accepted', async () => {
    const shown = await failureOf(async (trace) => {
      await ask('users:get', failing('No users'), trace.headers())
      throw new TypeError('No such member')
    })
    expect(shown).toEqual([
      'Failed at orders:get: error INTERNAL_ERROR\n  TypeError: No such member',
    ])
  })

  it('is not within a step that succeeded', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('read', () => trace.hop('cache', failing('Twice')).catch(caught))
      return trace.hop('write', failing('Twice'))
    })
    expect(shown).toEqual(['Failed at write: failure INTERNAL_ERROR\n  Twice'])
  })

  it('is not another service’s 404 if the request has its own', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('cache', async () => new Response('', { status: 404 }))
      throw Object.assign(new Error('No such order'), { code: 'NOT_FOUND' })
    })
    expect(shown).toEqual(['Failed at orders:get: error NOT_FOUND\n  No such order'])
  })

  it('is the last step with the request’s error', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('first', failing('No stock')).catch(caught)
      return trace.hop('second', failing('No stock'))
    })
    expect(shown).toEqual(['Failed at second: failure INTERNAL_ERROR\n  No stock'])
  })

  it('is the step whose error caused the request’s error, which is shown too', async () => {
    const shown = await failureOf((trace) =>
      trace.hop('stock', failing('No stock')).catch((cause) => {
        throw new Error('Can’t order', { cause })
      }),
    )
    expect(shown).toEqual([
      'Failed at stock: failure INTERNAL_ERROR\n  No stock',
      'Ended at orders:get: error INTERNAL_ERROR\n  Can’t order\n  Caused by No stock',
    ])
  })

  it('is shown with the last error that a line tells, if the ending has only a status', async () => {
    const shown = await failureOf(async (trace) => {
      trace.warn('Cache failed', { error: new Error('The cache is gone') })
      trace.error('Route failed', { error: new Error('No stock', { cause: new Error('No shop') }) })
      trace.warn('Answered', { error: 'a text' })
      return new Response('', { status: 500 })
    })
    expect(shown).toEqual([
      'Failed at orders:get: error INTERNAL_ERROR\n  Answered with status 500\n  Route failed: No stock\n  Caused by No shop',
    ])
  })

  it('is shown without the errors of lines, if it has an error of its own', async () => {
    const shown = await failureOf(async (trace) => {
      trace.warn('Cache failed', { error: new Error('The cache is gone') })
      throw new TypeError('No such member')
    })
    expect(shown).toEqual([
      'Failed at orders:get: error INTERNAL_ERROR\n  TypeError: No such member',
    ])
  })

  it('is the last fault before a 5xx response without an error', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('stock', failing('No stock')).catch(caught)
      return new Response('', { status: 502 })
    })
    expect(shown).toEqual([
      'Failed at stock: failure INTERNAL_ERROR\n  No stock',
      'Ended at orders:get: error BAD_GATEWAY\n  Answered with status 502',
    ])
  })

  it('is not a fault before a 4xx response', async () => {
    const shown = await failureOf(async (trace) => {
      await trace.hop('cache', failing('The cache is gone')).catch(caught)
      return new Response('', { status: 404 })
    })
    expect(shown).toEqual(['Failed at orders:get: error NOT_FOUND\n  Answered with status 404'])
  })

  it('is the step with the code of a response without an error', async () => {
    const missing = Object.assign(new Error('No such order'), { statusCode: 404 })
    const shown = await failureOf(async (trace) => {
      await trace.hop('find', () => Promise.reject(missing)).catch(caught)
      return new Response('', { status: 404 })
    })
    expect(shown[0]).toBe('Failed at find: failure NOT_FOUND\n  No such order')
  })

  it('is in the service that was called', async () => {
    const missing = Object.assign(new Error('No such user'), { statusCode: 404, code: 'NO_USER' })
    const shown = await failureOf((trace) =>
      trace.hop('user', () => ask('users:get', () => Promise.reject(missing), trace.headers())),
    )
    expect(shown).toEqual([
      'Failed at users:get: error NO_USER\n  No such user',
      'Ended at orders:get: error NOT_FOUND\n  Answered with status 404',
    ])
  })

  it.each<[string, (status: number) => Response]>([
    ['throws', (status) => fail(`users answered ${status}`)],
    ['responds with another status', () => new Response('', { status: 502 })],
  ])('is in the service that answered last, if the request %s', async (_how, next) => {
    const upstream = createServer(async (request, response) => {
      const headers = new Headers(request.headers as Record<string, string>)
      const { status } = await ask('users:get', () => Promise.reject(missing), headers)
      response.writeHead(status).end()
    }).listen(0)
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const missing = Object.assign(new Error('No such user'), { statusCode: 404 })
    const shown = await failureOf((trace) =>
      trace.hop('load', async () => {
        const { status } = await trace.fetch(`http://127.0.0.1:${port}/`)
        return next(status)
      }),
    )
    upstream.close()
    expect(shown[0]).toBe('Failed at users:get: error NOT_FOUND\n  No such user')
    expect(shown).toHaveLength(2)
  })

  it('is the failed step of a request that never ended', async () => {
    const { records } = await captureRecords(() =>
      ask('orders:get', (trace) => trace.hop('stock', failing('No stock'))),
    )
    const file = logFile(...records.filter(({ phase }) => phase !== 'complete'))
    const { out } = await hoptrace(['trace', records[0]?.traceId ?? '', '--file', file])
    expect(out).toContain('Failed at stock in')
  })

  it('is in a consumer of a successful call', async () => {
    const shown = await failureOf(async (trace) => {
      const headers = await trace.call('sqs', 'sendMessage', async () => trace.headers())
      await ask('orders:ship', failing('No address'), headers).catch(caught)
      return new Response('{}')
    })
    expect(shown).toEqual(['Failed at orders:ship: error INTERNAL_ERROR\n  No address'])
  })

  describe('of a page', () => {
    /** Returns what is shown of an error that Next.js reported, after these steps. */
    async function shownOf(error: Error, steps: () => Promise<unknown>): Promise<string> {
      const { records } = await captureRecords(() =>
        ask('menu:get', async (trace) => {
          await steps().catch(caught)
          const headers = Object.fromEntries(trace.headers())
          onRequestError(error, { path: '/orders', method: 'GET', headers }, PAGE)
          return new Response('{}')
        }),
      )
      // In Next.js, the components of a page are steps of its ending.
      const parentId = records.find(({ action }) => action === 'GET /orders')?.spanId
      const page = records
        .filter(({ action, phase }) => action !== 'menu:get' || phase === 'hop')
        .map((record) => (record.phase === 'hop' ? { ...record, parentId } : record))
      const args = ['trace', page[0]?.traceId ?? '', '--file', logFile(...page)]
      return (await hoptrace(args)).out
    }

    it('is the page, with its error', async () => {
      const shown = await shownOf(new Error('No such order'), async () => {})
      expect(shown).toContain('\n\nFailed at GET /orders in ')
      expect(shown).toMatch(
        /\(server-component\): error INTERNAL_ERROR\n {2}No such order\n {6}at /,
      )
    })

    it('is the page, if the step that failed was handled', async () => {
      const steps = () => currentTrace().hop('cache', failing('The cache is gone'))
      const shown = await shownOf(new Error('No such order'), steps)
      expect(shown).toContain('Failed at GET /orders in ')
    })

    it('is the step with the page’s error', async () => {
      const steps = () => currentTrace().hop('stock', failing('No stock'))
      expect(await shownOf(new Error('No stock'), steps)).toContain('Failed at stock in ')
    })
  })
})
