import { withTracing } from 'hoptrace/next'
import { headers } from 'next/headers'

export const GET = withTracing(async (_request, _context, trace) => {
  const agent = (await headers()).get('user-agent')
  return Response.json({ id: trace.id, agent })
})
