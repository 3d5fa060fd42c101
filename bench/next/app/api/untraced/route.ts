import { loadOrder } from '../../../order.ts'

// Next.js would answer with what it made while it was built.
export const dynamic = 'force-dynamic'

export async function GET(): Promise<Response> {
  const order = await loadOrder('17')
  return Response.json({ ...order, isPaid: order.status === 'paid' })
}
