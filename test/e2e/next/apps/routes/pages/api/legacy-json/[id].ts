import { withApiTracing } from 'hoptrace/next'

export default withApiTracing(
  () => {
    throw new Error('boom')
  },
  { errorResponse: 'json' },
)
