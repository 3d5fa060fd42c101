import { withTracing } from 'hoptrace/next'

export const dynamic = 'force-static'

export const GET = withTracing((request, _context, trace) =>
  Response.json({ id: trace.id, query: request.nextUrl.search }),
)
