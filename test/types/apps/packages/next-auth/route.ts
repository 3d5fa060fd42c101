import { withProxyTracing, withTracing } from 'hoptrace/next'
import NextAuth from 'next-auth'

const { auth, handlers } = NextAuth({ providers: [] })

export const GET = withTracing(handlers.GET)
export const POST = withTracing(auth((request) => Response.json(request.auth?.user ?? null)))
export const PUT = withTracing(
  auth(async (request, context) => {
    const params: unknown = await context.params
    return Response.json({ params, user: request.auth?.user })
  }),
  { service: 'shop' },
)
export const guarded = auth(withTracing(() => new Response()))

export const proxy = withProxyTracing(auth)
export default withProxyTracing(
  auth((request) => {
    if (request.auth === null) return Response.redirect(new URL('/login', request.url))
  }),
)
