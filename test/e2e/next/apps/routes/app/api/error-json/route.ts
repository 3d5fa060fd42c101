import { withTracing } from 'hoptrace/next'

export const GET = withTracing(
  () => {
    throw new Error('boom: a secret detail')
  },
  { errorResponse: 'json' },
)
