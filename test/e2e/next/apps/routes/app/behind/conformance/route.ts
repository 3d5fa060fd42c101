import { withTracing } from 'hoptrace/next'

/** Implements the protocol of the W3C's test harness: calls the URLs that it receives. */
export const POST = withTracing(
  async (request, _context, trace) => {
    for (const { url, arguments: onward } of await request.json()) {
      const headers = { 'content-type': 'application/json' }
      await trace.fetch(url, { method: 'POST', headers, body: JSON.stringify(onward) })
    }
    return new Response()
  },
  { level: 'error' },
)
