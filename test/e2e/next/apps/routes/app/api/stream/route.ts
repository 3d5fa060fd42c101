import { currentTrace, withTracing } from 'hoptrace/next'
import { gate } from '../../../gate.ts'

/** Sends `first`, waits until the gate of the trace id is opened, and ends as `?then` says. */
export const GET = withTracing((request, _context, trace) => {
  const then = request.nextUrl.searchParams.get('then')
  const encoder = new TextEncoder()
  let chunks = 0
  const body = new ReadableStream({
    start(controller) {
      const { signal } = request
      if (then === 'follow') {
        signal.addEventListener('abort', () => controller.error(signal.reason))
      }
    },
    async pull(controller) {
      chunks += 1
      if (chunks === 1) return controller.enqueue(encoder.encode('first'))
      await gate(trace.id)
      if (then === 'fail') throw new Error('the producer failed')
      controller.enqueue(encoder.encode(currentTrace().id))
      controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
})
