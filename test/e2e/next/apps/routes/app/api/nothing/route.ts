import { withTracing } from 'hoptrace/next'

// JavaScript allows a handler without a return value.
export const GET = withTracing((() => undefined) as never)
