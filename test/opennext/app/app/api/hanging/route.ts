import { withTracing } from 'hoptrace/next'

export const GET = withTracing((_request, _context, trace) =>
  trace.hop('stock', () => fetch(`${process.env.GATE_URL}`)),
)
