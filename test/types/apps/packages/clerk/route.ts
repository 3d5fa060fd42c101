import { auth, clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { withProxyTracing, withTracing } from 'hoptrace/next'

const isProtected = createRouteMatcher(['/dashboard(.*)'])

export const GET = withTracing(async (_request, _context, trace) => {
  const { userId } = await auth()
  if (userId !== null) trace.set({ userId })
  return Response.json({ userId })
})

export const proxy = withProxyTracing(clerkMiddleware())
export default withProxyTracing(
  clerkMiddleware(async (auth, request) => {
    if (isProtected(request)) await auth.protect()
  }),
)
