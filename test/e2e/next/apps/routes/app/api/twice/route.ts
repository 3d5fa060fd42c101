import { currentTrace, withTracing } from 'hoptrace/next'

const inner = withTracing(() => Response.json({ id: currentTrace().id }), { action: 'inner' })

export const GET = withTracing((request, context) => inner(request.clone() as never, context), {
  action: 'outer',
})
