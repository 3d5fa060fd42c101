import { loadOrder } from '../../../order.ts'

export async function GET(): Promise<Response> {
  const order = await loadOrder('17')
  return Response.json({ ...order, isPaid: order.status === 'paid' })
}
