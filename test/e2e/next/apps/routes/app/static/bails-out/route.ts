import { withTracing } from 'hoptrace/next'

export const revalidate = 60

/** Asks for what only a request has, so Next.js gives up prerendering it by throwing. */
export const GET = withTracing((request, _context, trace) =>
  Response.json({ id: trace.id, agent: request.headers.get('user-agent') }),
)
