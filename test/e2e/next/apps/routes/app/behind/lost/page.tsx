import { currentTrace } from 'hoptrace/next'
import { connection } from 'next/server'

export default async function Page() {
  await connection()
  currentTrace().hop('find', () => undefined, { customerNumber: 4711 })
  throw new Error('customerNumber=4711 is lost')
}
