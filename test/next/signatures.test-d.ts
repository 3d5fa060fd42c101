import type { Instrumentation, NextApiHandler, NextApiRequest, NextApiResponse } from 'next'
import type { NextFetchEvent, NextMiddleware, NextRequest } from 'next/server.js'
import { describe, expectTypeOf, it } from 'vitest'
import {
  onRequestError,
  type RouteContext,
  requestErrors,
  type Trace,
  withActionTracing,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../src/next/index.ts'

// biome-ignore-start lint/suspicious/noConfusingVoidType: Next.js's own type
/** The type of a route's export that Next.js checks in `.next/types/validator.ts`. */
type RouteHandler<Params> = (
  request: NextRequest,
  context: { params: Promise<Params> },
) => Promise<Response | void> | Response | void
// biome-ignore-end lint/suspicious/noConfusingVoidType: Next.js's own type

describe('withTracing', () => {
  it('types the parameters of a handler without annotations', () => {
    const GET = withTracing((request, context, trace) => {
      expectTypeOf(request).toEqualTypeOf<NextRequest>()
      expectTypeOf(context.params).toEqualTypeOf<RouteContext['params']>()
      expectTypeOf(trace).toEqualTypeOf<Trace>()
      return new Response()
    })
    expectTypeOf(GET).toExtend<RouteHandler<object>>()
    expectTypeOf(GET).toExtend<RouteHandler<{ id: string }>>()
    expectTypeOf(GET).toExtend<RouteHandler<{ slug: string[] }>>()
  })

  it('takes annotated params, also in identify', () => {
    const GET = withTracing(
      async (_request, context: { params: Promise<{ slug: string[] }> }) =>
        Response.json((await context.params).slug),
      {
        identify: async (request, { params }) => {
          expectTypeOf(request).toEqualTypeOf<NextRequest>()
          expectTypeOf(params).toEqualTypeOf<Promise<{ slug: string[] }>>()
          return { jobId: (await params).slug[0] }
        },
      },
    )
    expectTypeOf(GET).toExtend<RouteHandler<{ slug: string[] }>>()
    expectTypeOf(GET).not.toExtend<RouteHandler<{ id: string }>>()
    expectTypeOf(GET).parameters.toEqualTypeOf<
      [NextRequest, { params: Promise<{ slug: string[] }> }]
    >()
  })

  it('takes handlers of a Request, without parameters, and without a promise', () => {
    expectTypeOf(withTracing(() => new Response())).toExtend<RouteHandler<object>>()
    expectTypeOf(withTracing((request: Request) => new Response(request.url))).toExtend<
      RouteHandler<object>
    >()
  })

  it('makes a route that is called without a context if its handler takes none', () => {
    expectTypeOf(withTracing(() => new Response())).toBeCallableWith({} as NextRequest)
    expectTypeOf(withTracing((request) => Response.json(request.url))).toBeCallableWith(
      {} as NextRequest,
    )
    const withContext = withTracing(async (_request, { params }) => Response.json(await params))
    expectTypeOf(withContext).parameters.toEqualTypeOf<[NextRequest, RouteContext]>()
  })

  it('takes a handler that may return nothing, and says so of the route', () => {
    const maybe = async (_request: NextRequest, _context: RouteContext) => {
      if (Date.now() > 0) return new Response()
    }
    expectTypeOf(withTracing(maybe)).returns.toEqualTypeOf<Promise<Response | undefined>>()
  })

  it('refuses other return types and unknown options', () => {
    // @ts-expect-error a string is no Response
    withTracing(() => 'text')
    // @ts-expect-error nothing is no Response
    withTracing(async () => undefined)
    // @ts-expect-error no such option
    withTracing(() => new Response(), { servise: 'x' })
    // @ts-expect-error no such value
    withTracing(() => new Response(), { errorResponse: 'html' })
    // @ts-expect-error no identity
    withTracing(() => new Response(), { identify: () => ({ name: 'x' }) })
  })
})

describe('withApiTracing', () => {
  it('makes a handler of the Pages Router', () => {
    const handler = withApiTracing<{ id: string }>((request, response, trace) => {
      expectTypeOf(request).toEqualTypeOf<NextApiRequest>()
      expectTypeOf(response).toEqualTypeOf<NextApiResponse<{ id: string }>>()
      response.json({ id: trace.id })
      // @ts-expect-error another body type
      response.json({ id: 7 })
    })
    expectTypeOf(handler).toExtend<NextApiHandler<{ id: string }>>()
  })
})

describe('withActionTracing', () => {
  it('keeps an action’s arguments and value', () => {
    const save = withActionTracing('save', async (id: number, form: FormData) => form.has(`${id}`))
    expectTypeOf(save).toEqualTypeOf<(id: number, form: FormData) => Promise<boolean>>()
    // @ts-expect-error an action is asynchronous
    withActionTracing('save', () => 7)
    // @ts-expect-error the name is the action
    withActionTracing('save', async () => 7, { action: 'other' })
  })
})

describe('withProxyTracing', () => {
  it('makes a proxy, with or without a function', () => {
    expectTypeOf(withProxyTracing()).toExtend<NextMiddleware>()
    const proxy = withProxyTracing((request, event, trace) => {
      expectTypeOf(request).toEqualTypeOf<NextRequest>()
      expectTypeOf(event).toEqualTypeOf<NextFetchEvent>()
      expectTypeOf(trace).toEqualTypeOf<Trace>()
    })
    expectTypeOf(proxy).toExtend<NextMiddleware>()
    expectTypeOf(withProxyTracing({ service: 'shop' })).toExtend<NextMiddleware>()
    expectTypeOf(withProxyTracing(undefined, { service: 'shop' })).toExtend<NextMiddleware>()
    // @ts-expect-error an unknown option
    withProxyTracing({ servise: 'shop' })
    // @ts-expect-error a string is no Response
    withProxyTracing(() => 'text')
  })
})

describe('onRequestError', () => {
  it('has the type of the hook in instrumentation.ts', () => {
    expectTypeOf(onRequestError).toExtend<Instrumentation.onRequestError>()
  })
})

describe('requestErrors', () => {
  it('makes a hook of that type, and takes no options of a response', () => {
    expectTypeOf(requestErrors()).toExtend<Instrumentation.onRequestError>()
    requestErrors({
      identify: async ({ path, method, headers }) => {
        expectTypeOf(path).toEqualTypeOf<string>()
        expectTypeOf(method).toEqualTypeOf<string | undefined>()
        expectTypeOf(headers.cookie).toEqualTypeOf<string | readonly string[] | undefined>()
        return { userId: path }
      },
    })
    // @ts-expect-error Next.js answers
    requestErrors({ errorResponse: 'json' })
  })
})
