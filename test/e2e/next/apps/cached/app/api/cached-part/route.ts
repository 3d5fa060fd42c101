import { withTracing } from 'hoptrace/next'
import { cachedId } from '../../../cached-id.ts'

export const POST = withTracing(async (_request, _context, trace) =>
  Response.json({ cached: await cachedId(), id: trace.id }),
)
