import { setImmediate } from 'node:timers/promises'

export async function loadOrder(id: string): Promise<string> {
  await setImmediate()
  const order = await findOrder(id)
  return order.toUpperCase()
}

async function findOrder(id: string): Promise<string> {
  await setImmediate()
  if (id !== '') throw new Error('no such order', { cause: new Error('gone') }) // planted: orders
  return id
}
