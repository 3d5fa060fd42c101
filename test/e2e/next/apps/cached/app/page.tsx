import { currentTrace } from 'hoptrace/next'
import { connection } from 'next/server'
import { Suspense } from 'react'

async function Dynamic() {
  await connection()
  return <b>{currentTrace().id}</b>
}

/** A static shell with a dynamic part. */
export default function Page() {
  currentTrace().info('in the shell')
  return (
    <main>
      <i>{currentTrace().id}</i>
      <Suspense fallback={null}>
        <Dynamic />
      </Suspense>
    </main>
  )
}
