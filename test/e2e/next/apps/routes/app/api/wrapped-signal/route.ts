import { withTracing } from 'hoptrace/next'
import { notFound } from 'next/navigation'

export const GET = withTracing(() => {
  try {
    notFound()
  } catch (cause) {
    throw new Error('wrapped', { cause })
  }
})
