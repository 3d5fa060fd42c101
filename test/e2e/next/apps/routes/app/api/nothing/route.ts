import { withTracing } from 'hoptrace/next'

// What JavaScript lets a handler do.
export const GET = withTracing((() => undefined) as never)
