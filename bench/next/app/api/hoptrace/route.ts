import { withTracing } from 'hoptrace/next'
import { loadOrder } from '../../../order.ts'

// Next.js would answer with what it made while it was built.
export const dynamic = 'force-dynamic'

export const GET = withTracing(
  async (_request: Request, _context, trace): Promise<Response> => {
    const order = await trace.hop('load-order', () => loadOrder('17'))
    const isPaid = trace.check('is-paid', order.status === 'paid')
    return Response.json({ ...order, isPaid })
  },
  { service: 'shop' },
)
