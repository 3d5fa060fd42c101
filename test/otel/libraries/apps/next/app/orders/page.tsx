import { connection } from 'next/server'
import { createOrders, describeOrder } from '../../describe-order.ts'

export async function generateMetadata() {
  await connection()
  return { title: 'Order' }
}

export default async function Page() {
  await connection()
  await createOrders()
  return <p>{await describeOrder(7)}</p>
}
