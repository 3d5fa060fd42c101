import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import Fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import { routePath } from 'hono/route'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { type NodeTracingOptions, withNodeTracing } from '../../src/node/index.ts'
import { captureRecords } from '../capture.ts'
import { ask, listen } from './serve.ts'

const load = () => currentTrace().hop('load-order', async () => ({ id: '17' }))

/** Returns a server of Fastify, which makes its own listener. */
async function fastifyServer(
  configure: (app: FastifyInstance) => void,
  options: NodeTracingOptions = {},
): Promise<Server> {
  const app = Fastify({
    serverFactory: (listener) => createServer(withNodeTracing(listener, options)),
  })
  configure(app)
  await app.ready()
  return app.server
}

/** Servers with the routes `/orders/17`, `/stream` and `/failing`. Any other path is a 404. */
const FRAMEWORKS: Readonly<Record<string, (options?: NodeTracingOptions) => Promise<Server>>> = {
  async Express(options = {}) {
    const app = express()
    app.get('/orders/:id', async (_request, response) => void response.json(await load()))
    app.get('/stream', (_request, response) => {
      response.write('first')
      setImmediate(() => response.end('second'))
    })
    app.get('/failing', () => {
      throw new RangeError('failed')
    })
    return createServer(withNodeTracing(app.set('env', 'test'), options))
  },
  Fastify: (options) =>
    fastifyServer((app) => {
      app.get('/orders/:id', load)
      app.get('/stream', (_request, reply) => reply.send(new Blob(['first', 'second']).stream()))
      app.get('/failing', async () => {
        throw new RangeError('failed')
      })
    }, options),
  async Koa(options = {}) {
    const app = new Koa()
    app.silent = true
    app.use(async (context) => {
      const { path } = context
      if (path === '/orders/17') {
        currentTrace().set({ action: 'GET /orders/:id' })
        context.body = await load()
      }
      if (path === '/stream') context.body = new Blob(['first', 'second']).stream()
      if (path === '/failing') throw new RangeError('failed')
    })
    return createServer(withNodeTracing(app.callback(), options))
  },
  async Hono(options = {}) {
    const app = new Hono()
    app.use(async (c, next) => {
      await next()
      const path = routePath(c, -1)
      if (path !== '/*') currentTrace().set({ action: `${c.req.method} ${path}` })
    })
    app.get('/orders/:id', async (c) => c.json(await load()))
    app.get('/stream', (c) => c.body(new Blob(['first', 'second']).stream()))
    app.get('/failing', () => {
      throw new RangeError('failed')
    })
    app.onError((_error, c) => c.text('failed', 500))
    return createServer(withNodeTracing(getRequestListener(app.fetch), options))
  },
}

describe.each(Object.entries(FRAMEWORKS))('a request to a server of %s', (name, serverOf) => {
  it('has a start, its steps, an ending, and the id on the response', async () => {
    const { records, response, body } = await ask(await serverOf(), '/orders/17?a=1', {
      headers: { 'x-trace-id': 'caller' },
    })
    expect(JSON.parse(body)).toEqual({ id: '17' })
    expect(response.headers.get('x-trace-id')).toBe('caller')
    expect(records).toMatchObject([
      { phase: 'start', traceId: 'caller', metadata: { method: 'GET', path: '/orders/17' } },
      { phase: 'hop', hopName: 'load-order', parentId: records[0]?.spanId },
      {
        phase: 'complete',
        action: 'GET /orders/:id',
        result: 'success',
        metadata: { path: '/orders/17', statusCode: 200 },
      },
    ])
    expect(records).toHaveLength(3)
  })

  it('has one ending after a streamed response', async () => {
    const { records, body } = await ask(await serverOf(), '/stream')
    expect(body).toBe('firstsecond')
    expect(records.map(({ phase, result }) => [phase, result])).toEqual([
      ['start', undefined],
      ['complete', 'success'],
    ])
  })

  it('fails with the status that the framework answers', async () => {
    const { records, response } = await ask(await serverOf(), '/failing')
    expect(response.status).toBe(500)
    expect(records.at(-1)).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
    expect(response.headers.get('x-trace-id')).toBe(records[0]?.traceId)
  })

  it('has one action for all paths without a route', async () => {
    const paths = ['/', '/elsewhere/1', '/elsewhere/2', '/orders/17/18', '/ORDERS/../x']
    const actions = new Set<string | undefined>()
    for (const path of paths) {
      const { records, response } = await ask(await serverOf(), path)
      expect([response.status, records.at(-1)?.metadata?.statusCode]).toEqual([404, 404])
      actions.add(records.at(-1)?.action)
    }
    expect([...actions]).toEqual(['GET'])
  })

  it('has the action of the option, unless its code names one', async () => {
    const server = await serverOf({ action: 'shop' })
    const { records } = await ask(server, '/orders/17')
    const isNamed = name === 'Koa' || name === 'Hono'
    expect(records.at(-1)?.action).toBe(isNamed ? 'GET /orders/:id' : 'shop')
  })

  it('is mixed with none of 64 others', async () => {
    const url = await listen(await serverOf())
    const ids = Array.from({ length: 64 }, (_, index) => `trace-${index}`)
    const { records } = await captureRecords(() =>
      Promise.all(
        ids.map((id) =>
          fetch(`${url}/orders/17`, { headers: { 'x-trace-id': id } }).then((one) => one.text()),
        ),
      ),
    )
    for (const id of ids) {
      const [start, hop] = records.filter(({ traceId }) => traceId === id)
      expect(hop).toMatchObject({ hopName: 'load-order', parentId: start?.spanId })
    }
  })
})

describe('the ending of a request to a server of Fastify', () => {
  it('has the error that its handler threw', async () => {
    const { records } = await ask(await (FRAMEWORKS.Fastify?.() as Promise<Server>), '/failing')
    expect(records.at(-1)?.error).toMatchObject({ name: 'RangeError', message: 'failed' })
  })

  it('has the pattern of a route of a plugin, and of a wildcard', async () => {
    const server = () =>
      fastifyServer((app) => {
        const plugin = async (shop: FastifyInstance) => {
          shop.get('/orders/:id', load)
          shop.get('/files/*', load)
        }
        app.register(plugin, { prefix: '/shops/:shop' })
      })
    const actionOf = async (path: string) =>
      (await ask(await server(), path)).records.at(-1)?.action
    expect(await actionOf('/shops/7/orders/17')).toBe('GET /shops/:shop/orders/:id')
    expect(await actionOf('/shops/7/files/a/b')).toBe('GET /shops/:shop/files/*')
  })
})

describe('the action of a request to a server of Express', () => {
  const failing = () => {
    throw new RangeError('failed')
  }

  /** A server whose routers are mounted below each other. */
  function mountedServer() {
    const app = express().set('env', 'test')
    const orders = express.Router({ mergeParams: true })
    orders.get('/', (_request, response) => response.json({}))
    orders.get('/:id', (_request, response) => response.json({}))
    orders.get('/:id/failing', failing)
    orders.get('/:id/later', (_request, _response, next) => next())
    const shops = express.Router({ mergeParams: true })
    shops.use('/orders', orders)
    shops.use('/:area/orders', orders)
    const api = express().use('/shops/:shop', shops)
    app.use('/api', api)
    app.use('/from-:range', orders)
    app.use(/^\/v\d+/, orders)
    app.get(['/one', '/two'], (_request, response) => response.json({}))
    app.get(/^\/number\/\d+$/, (_request, response) => response.json({}))
    app.all('/any/*path', (_request, response) => response.json({}))
    return createServer(withNodeTracing(app))
  }

  it.each([
    ['/api/shops/7/orders', 'GET /api/shops/:shop/orders'],
    ['/api/shops/7/orders/17', 'GET /api/shops/:shop/orders/:id'],
    ['/API/shops/7/orders/17', 'GET /api/shops/:shop/orders/:id'],
    ['/api/shops/caf%C3%A9/orders/17', 'GET /api/shops/:shop/orders/:id'],
    ['/api/shops/7/7/orders/7', 'GET /api/shops/:shop/:area/orders/:id'],
    ['/api/shops/7/orders/17/failing', 'GET /api/shops/:shop/orders/:id/failing'],
    ['/api/shops/7/orders/17/later', 'GET /api/shops/:shop/orders/:id/later'],
    ['/api/shops/7', 'GET'],
    ['/from-1-2/17', 'GET /*/:id'],
    ['/two', 'GET /one,/two'],
    ['/number/17', 'GET /^\\/number\\/\\d+$/'],
    ['/any/a/b', 'GET /any/*path'],
  ])('has the patterns of all routers on its way: %s', async (path, action) => {
    expect((await ask(mountedServer(), path)).records.at(-1)?.action).toBe(action)
  })

  it('has few values even if a regular expression matches any path', async () => {
    const url = await listen(mountedServer())
    const { records } = await captureRecords(async () => {
      for (let version = 0; version < 400; version += 1)
        await (await fetch(`${url}/v${version}/17`)).text()
    })
    const actions = new Set(records.map(({ action }) => action))
    expect(actions.size).toBeLessThan(210)
    expect(actions).toContain('GET /*/:id')
  })
})
