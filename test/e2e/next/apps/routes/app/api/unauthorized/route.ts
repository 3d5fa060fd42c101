import { withTracing } from 'hoptrace/next'
import { unauthorized } from 'next/navigation'

export const GET = withTracing(() => unauthorized())
