import { tracesUrl } from '../../../../environment.ts'

interface Context {
  readonly params: Promise<{ readonly traceId: string }>
}

/** Returns the steps of a trace with their durations, if this server has a store of traces. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const store = tracesUrl()
  if (store === undefined) return Response.json({ error: 'Not found' }, { status: 404 })
  const { traceId } = await params
  const url = `${store}/traces/${encodeURIComponent(traceId)}`
  const { body, status } = await fetch(url, { cache: 'no-store' })
  return new Response(body, { status, headers: { 'content-type': 'application/json' } })
}
