import { withTracing } from 'hoptrace/next'

export const GET = withTracing(async (_request, context: RouteContext<'/all/[...slug]'>) => {
  const slug: string[] = (await context.params).slug
  return Response.json({ slug })
})
export const POST = withTracing(async (_request, context) =>
  Response.json((await context.params).slug),
)
