import { withTracing } from 'hoptrace/next'

export const GET = withTracing(
  async (_request, context: RouteContext<'/api/orders/[id]'>) =>
    Response.json(await context.params),
  { identify: async (_request, context) => ({ jobId: (await context.params).id }) },
)
