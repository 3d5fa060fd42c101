import { destination, pino } from 'pino'
import { loadOrder } from '../../../order.ts'

// Next.js would answer with what it made while it was built.
export const dynamic = 'force-dynamic'

const logger = pino(
  {
    base: { service: 'shop', layer: 'api-route' },
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
  },
  destination({ fd: 1, sync: true }),
)

/** Four lines, as `withTracing` writes them for a route with a hop and a check. */
export async function GET(request: Request): Promise<Response> {
  const begun = performance.now()
  const traceId = request.headers.get('x-trace-id') ?? crypto.randomUUID()
  const child = logger.child({ traceId, action: 'GET /api/pino' })
  const facts = { method: 'GET', path: '/api/pino' }
  child.info({ phase: 'start', metadata: facts }, 'Request start')
  const loading = performance.now()
  const order = await loadOrder('17')
  const loaded = { phase: 'hop', hopName: 'load-order', hopResult: 'success' }
  child.info({ ...loaded, duration: performance.now() - loading }, 'Hop - load-order')
  const isPaid = order.status === 'paid'
  child.info({ phase: 'hop', hopName: 'is-paid', hopResult: 'pass', duration: 0 }, 'Hop - is-paid')
  const duration = performance.now() - begun
  const metadata = { ...facts, statusCode: 200 }
  child.info({ phase: 'complete', duration, result: 'success', metadata }, 'Request complete')
  return Response.json({ ...order, isPaid }, { headers: { 'x-trace-id': traceId } })
}
