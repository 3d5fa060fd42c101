import { withTracing } from 'hoptrace/next'
import { notFound } from 'next/navigation'

export const GET = withTracing(() => notFound())
