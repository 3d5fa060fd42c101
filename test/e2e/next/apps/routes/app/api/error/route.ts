import { withTracing } from 'hoptrace/next'

export const GET = withTracing(() => {
  throw Object.assign(new Error('boom'), { code: 'E_BOOM' })
})
