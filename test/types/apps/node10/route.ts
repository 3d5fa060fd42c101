import { currentTrace, type TraceRecord } from 'hoptrace'
import { withProxyTracing, withTracing } from 'hoptrace/next'
import { queries } from 'hoptrace/queries'

export const GET = withTracing((request, _context, trace) => {
  const { id } = currentTrace()
  return Response.json({ id, same: trace.id, path: request.nextUrl.pathname })
})
export const proxy = withProxyTracing()
export const names: string[] = queries.map(({ id }) => id)
export const phaseOf = (record: TraceRecord): string => record.phase
