import { withTracing } from 'hoptrace/next'

export const GET = withTracing(
  async (_request, context: { params: Promise<{ slug: string[] }> }) =>
    Response.json((await context.params).slug),
  { identify: (request) => ({ userId: request.headers.get('x-user') ?? undefined }) },
)
