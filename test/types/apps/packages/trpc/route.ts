import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { type Trace, withTracing } from 'hoptrace/next'

const t = initTRPC.context<{ trace: Trace }>().create()
const router = t.router({ hello: t.procedure.query(({ ctx }) => ctx.trace.id) })

export const handler = withTracing((request, _context, trace) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router,
    createContext: () => ({ trace }),
  }),
)
export { handler as GET, handler as POST }
