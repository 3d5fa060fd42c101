import { withTracing } from 'hoptrace/next'
import { xray } from 'hoptrace/xray'

export const GET = withTracing(
  async (_request, _context, trace) => {
    await trace.hop('stock', async () => 3)
    return Response.json({ stock: 3 })
  },
  { exporters: [xray()] },
)
