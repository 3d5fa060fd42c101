import type { Writable } from 'node:stream'
import { currentTrace } from 'hoptrace'
import { withLambdaTracing } from 'hoptrace/middy'

/** What Lambda's runtime client defines. */
declare const awslambda: {
  streamifyResponse<Handler>(handler: Handler): Handler
  HttpResponseStream: { from(stream: Writable, head: object): Writable }
}

export const handler = awslambda.streamifyResponse(
  withLambdaTracing(async (event: { fails?: boolean }, stream: Writable, _context: object) => {
    const body = awslambda.HttpResponseStream.from(stream, {
      statusCode: 200,
      headers: { 'content-type': 'text/plain' },
    })
    body.write('first half, ')
    await fetch(`${process.env.GATE_URL}`)
    currentTrace().info('Half sent')
    if (event.fails) throw new Error('The picture is torn')
    body.end('second half ✓')
  }),
)
