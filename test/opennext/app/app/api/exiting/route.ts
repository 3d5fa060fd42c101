import { withTracing } from 'hoptrace/next'

export const GET = withTracing(() => process.exit(3))
