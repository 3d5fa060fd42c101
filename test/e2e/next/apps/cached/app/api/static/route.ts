import { withTracing } from 'hoptrace/next'

export const GET = withTracing(
  async (_request, _context, trace) => {
    trace.set({ jobId: 'j' })
    await trace.hop('work', async () => trace.info('inside'))
    return Response.json({ id: trace.id })
  },
  { identify: (request) => ({ userId: request.headers.get('x-user') ?? undefined }) },
)
