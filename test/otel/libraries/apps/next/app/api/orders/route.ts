import { withTracing } from 'hoptrace/next'
import { createOrders, describeOrder } from '../../../describe-order.ts'

export const GET = withTracing(
  async () => {
    await createOrders()
    return Response.json({ order: await describeOrder(7) })
  },
  { service: 'shop' },
)
