import { currentTrace } from 'hoptrace/next'
import { connection } from 'next/server'

async function Stock() {
  await connection()
  const response = await currentTrace().fetch(`${process.env.UPSTREAM}/stock`)
  return <p>{response.status}</p>
}

/** Two components that ask for the same. */
export default function Page() {
  return (
    <main>
      <Stock />
      <Stock />
    </main>
  )
}
