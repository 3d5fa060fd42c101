import { withTracing } from 'hoptrace/next'

export const runtime = 'edge'

export const GET = withTracing(
  async () => {
    const response = await fetch(`${process.env.ORDERS_URL}/from-edge`)
    return Response.json({ status: response.status })
  },
  { service: 'shop', calls: 'auto' },
)
