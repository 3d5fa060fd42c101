import { withTracing } from 'hoptrace/next'
import { forbidden } from 'next/navigation'

export const GET = withTracing(() => forbidden())
