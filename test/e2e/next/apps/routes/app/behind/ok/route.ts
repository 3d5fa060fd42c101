import { withTracing } from 'hoptrace/next'

export const GET = withTracing((_request, _context, trace) => Response.json({ id: trace.id }))
