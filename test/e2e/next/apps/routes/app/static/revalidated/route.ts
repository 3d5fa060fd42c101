import { withTracing } from 'hoptrace/next'

export const revalidate = 1

export const GET = withTracing(async (_request, _context, trace) => {
  trace.set({ jobId: 'j' })
  await trace.hop('work', async () => trace.info('inside'))
  return Response.json({ id: trace.id, made: new Date().toISOString() })
})
