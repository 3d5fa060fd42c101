import { withTracing } from 'hoptrace/next'

export const revalidate = 60

/** Reads a request header, so Next.js gives up prerendering by throwing. */
export const GET = withTracing((request, _context, trace) =>
  Response.json({ id: trace.id, agent: request.headers.get('user-agent') }),
)
