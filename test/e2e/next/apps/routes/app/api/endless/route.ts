import { withTracing } from 'hoptrace/next'

/** Streams without an end. Logs the number of produced chunks when the client leaves. */
export const GET = withTracing((_request, _context, trace) => {
  let made = 0
  const body = new ReadableStream({
    async pull(controller) {
      made += 1
      await new Promise(setImmediate)
      controller.enqueue(new Uint8Array(16_384).fill(made))
    },
    cancel: () => trace.info('cancelled', { made }),
  })
  return new Response(body)
})
