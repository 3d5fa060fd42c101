import { withTracing } from 'hoptrace/next'
import { NextRequest } from 'next/server'

export const GET = withTracing((request) => Response.json({ path: request.nextUrl.pathname }))
export const POST = withTracing(async (request: Request) => Response.json(await request.json()))
export const PUT = withTracing(async (_request, context: { params: Promise<{ id: string }> }) =>
  Response.json((await context.params).id),
)

/** As tests of a route call it: without the params that the route has not. */
export async function callWithOneArgument(): Promise<Response> {
  await POST(new Request('http://localhost/'))
  return GET(new NextRequest('http://localhost/'))
}

/** A route with params is not called without them. */
export function callWithoutParams(): Promise<Response> {
  // @ts-expect-error: the handler reads context.params
  return PUT(new NextRequest('http://localhost/'))
}
