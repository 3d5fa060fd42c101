import { withTracing } from 'hoptrace/next'

export const GET = withTracing(async (_request, context: RouteContext<'/x/[id]'>, trace) => {
  const { id } = await context.params
  const text: string = id
  trace.set({ jobId: text })
  return Response.json({ id })
})
