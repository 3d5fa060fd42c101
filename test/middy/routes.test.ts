import httpRouter from '@middy/http-router'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, handlerOf, invoke as invokeIn } from './invocation.ts'

const answer = async () => ({ statusCode: 200 })

const invoke = (chain: Parameters<typeof handlerOf>[0], handle: Handle, event: unknown) =>
  invokeIn(chain, handle, event, lambdaContext())

/** Returns the event of each HTTP trigger that names no route, for a path. */
const EVENTS: Readonly<Record<string, (path: string) => object>> = {
  'a function URL': (path) => withHttpPath(events.functionUrl(), path),
  'an HTTP API with {proxy+}': (path) => ({
    ...withHttpPath(events.httpApi(), path),
    routeKey: 'ANY /{proxy+}',
    pathParameters: { proxy: path.slice(1) },
  }),
  'a REST API with {proxy+}': (path) => ({
    ...events.restApi(),
    path,
    resource: '/{proxy+}',
    pathParameters: { proxy: path.slice(1) },
  }),
  'a load balancer': (path) => ({ ...events.alb(), path }),
  'VPC Lattice': (path) => ({ ...events.lattice(), path }),
  'VPC Lattice 1.0': (path) => ({ ...events.latticeV1(), raw_path: `${path}?token=hidden` }),
}

function withHttpPath(event: ReturnType<typeof events.functionUrl>, path: string): object {
  const http = { ...event.requestContext.http, path }
  return { ...event, rawPath: path, requestContext: { ...event.requestContext, http } }
}

const PATHS = Object.entries(EVENTS)

describe('the path of a request without a route', () => {
  it.each(PATHS)('is on its start and its ending: %s', async (_name, eventFor) => {
    const { start, ending } = await invoke([tracing()], answer, eventFor('/orders/17'))
    expect(start.metadata).toMatchObject({ method: 'GET', path: '/orders/17' })
    expect(ending.metadata).toMatchObject({ method: 'GET', path: '/orders/17', statusCode: 200 })
  })

  it.each(PATHS)('is on its ending even if that is short: %s', async (_name, eventFor) => {
    const handler = handlerOf([tracing({ sampling: { rate: 0 } })], answer)
    const { records } = await captureRecords(() => handler(eventFor('/orders'), lambdaContext()))
    expect(records).toMatchObject([{ phase: 'complete', metadata: { path: '/orders' } }])
  })

  it.each(PATHS)('is not its action: %s', async (_name, eventFor) => {
    const { ending } = await invoke([tracing()], answer, eventFor('/orders/17'))
    expect(ending.action).not.toContain('17')
  })

  it('is missing if the event has none', async () => {
    const { start } = await invoke([tracing()], answer, { httpMethod: 'GET' })
    expect(start.metadata).toEqual({ method: 'GET' })
  })
})

const routed = (routes: Parameters<typeof httpRouter>[0]): Handle =>
  httpRouter(routes) as unknown as Handle

const ROUTES = [
  { method: 'GET', path: '/orders/{id}', handler: answer },
  { method: 'GET', path: '/shops/{shop}/orders/{id}', handler: answer },
  { method: 'GET', path: '/compare/{left}/{right}', handler: answer },
  { method: 'GET', path: '/files/{proxy+}', handler: answer },
  { method: 'GET', path: '/status', handler: answer },
] as never

/** Returns the action of a request that a router within the function handles. */
async function actionOf(event: object, options: LambdaTracingOptions = {}) {
  const { ending } = await invoke([tracing(options)], routed(ROUTES), event)
  return ending.action
}

// `@middy/http-router` refuses the other version of VPC Lattice's event.
const ROUTED = PATHS.filter(([name]) => name !== 'VPC Lattice')

describe('a request that @middy/http-router has matched', () => {
  it.each(ROUTED)('has the router’s pattern as its action: %s', async (_name, eventFor) => {
    expect(await actionOf(eventFor('/orders/17'))).toBe('GET /orders/{id}')
    expect(await actionOf(eventFor('/shops/a-b/orders/17'))).toBe('GET /shops/{shop}/orders/{id}')
  })

  it.each([
    ['/orders/orders', 'GET /orders/{id}'],
    ['/compare/1/1', 'GET /compare/{left}/{right}'],
    ['/files/1/2', 'orders'],
    ['/status', 'orders'],
  ])('has one of few actions: %s', async (path, action) => {
    expect(await actionOf(withHttpPath(events.functionUrl(), path))).toBe(action)
  })

  it('has the action that its code names, whichever way', async () => {
    const event = () => withHttpPath(events.functionUrl(), '/orders/17')
    expect(await actionOf(event(), { action: 'by option' })).toBe('by option')
    const inner = handlerOf([tracing({ action: 'by the route' })], answer)
    const own = handlerOf([], () => currentTrace().set({ action: 'by set' }))
    for (const [handler, action] of [
      [inner, 'by the route'],
      [own, 'by set'],
    ] as const) {
      const router = routed([{ method: 'GET', path: '/orders/{id}', handler }] as never)
      expect((await invoke([tracing()], router, event())).ending.action).toBe(action)
    }
  })

  it('has its pattern too if it fails', async () => {
    const handler = () => Promise.reject(new Error('failed'))
    const router = routed([{ method: 'GET', path: '/orders/{id}', handler }] as never)
    const event = withHttpPath(events.functionUrl(), '/orders/17')
    expect((await invoke([tracing()], router, event)).ending).toMatchObject({
      action: 'GET /orders/{id}',
      error: { message: 'failed' },
    })
  })

  it('keeps the pattern of API Gateway, where that says which route it is', async () => {
    const { ending } = await invoke([tracing()], routed(ROUTES), events.httpApi())
    expect(ending).toMatchObject({
      action: 'GET /orders/{id}',
      metadata: { path: '/orders/{id}' },
    })
  })
})

describe('path parameters that no router has added', () => {
  const actionAfter = async (change: (event: { pathParameters?: unknown }) => void) => {
    const event = EVENTS['a REST API with {proxy+}']?.('/orders/17')
    const handle: Handle = (given) => change(given as object)
    return (await invoke([tracing()], handle, event)).ending.action
  }

  it.each<[string, unknown]>([
    ['a copy', { proxy: 'orders/17' }],
    ['some that are not in the path', { tenant: 'acme' }],
    ['null', null],
    ['a text', 'orders'],
    ['a number', 17],
  ])('name no action: %s', async (_what, pathParameters) => {
    expect(await actionAfter((event) => Object.assign(event, { pathParameters }))).toBe(
      'GET /{proxy+}',
    )
  })

  it('that cannot be read fail nothing', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(
      await actionAfter((event) => {
        event.pathParameters = proxy
      }),
    ).toBe('GET /{proxy+}')
  })
})

describe('a request of a Bedrock agent', () => {
  it('has its operation as its action, and its response stays as it is', async () => {
    const response = { messageVersion: '1.0', response: { httpStatusCode: 200 } }
    const { start, value } = await invoke([tracing()], () => response, events.bedrockAgent())
    expect(start).toMatchObject({
      action: 'GET /orders/{id}',
      metadata: { method: 'GET', path: '/orders/{id}' },
    })
    expect(value).toEqual(response)
  })
})
