import { withTracing } from 'hoptrace/next'

export const runtime = 'edge'

export const GET = withTracing(async (_request, _context, trace) => {
  await trace.hop('work', async () => trace.info('inside'))
  return Response.json({ id: trace.id })
})
