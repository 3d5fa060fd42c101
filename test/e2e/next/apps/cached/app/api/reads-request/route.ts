import { withTracing } from 'hoptrace/next'

export const GET = withTracing(async (request, _context, trace) =>
  Response.json({ id: trace.id, agent: request.headers.get('user-agent') }),
)
