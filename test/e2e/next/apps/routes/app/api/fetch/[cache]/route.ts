import { withTracing } from 'hoptrace/next'

const INIT: Readonly<Record<string, () => RequestInit>> = {
  forced: () => ({ cache: 'force-cache' }),
  revalidated: () => ({ next: { revalidate: 3600 } }),
  none: () => ({}),
  request: () => new Request('http://other.example', { method: 'POST', body: 'all of it' }),
}

export const GET = withTracing(
  async (_request, context: { params: Promise<{ cache: string }> }, trace) => {
    const { cache } = await context.params
    const answer = await trace.fetch(`${process.env.UPSTREAM}/${cache}`, INIT[cache]?.())
    return Response.json(await answer.json())
  },
)
