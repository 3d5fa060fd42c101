import { currentTrace } from 'hoptrace/next'
import { connection } from 'next/server'

export default async function Page() {
  await connection()
  const trace = currentTrace()
  await trace.hop('load', async () => undefined)
  return <main>{trace.id}</main>
}
