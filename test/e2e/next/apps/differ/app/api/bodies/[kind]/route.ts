import { gzipSync } from 'node:zlib'
import { NextResponse } from 'next/server'
import { withTracing } from '../../../../wrappers.ts'

const encoder = new TextEncoder()

function stream(parts: readonly string[], failure?: Error): ReadableStream<Uint8Array> {
  const rest = [...parts]
  return new ReadableStream({
    pull(controller) {
      const next = rest.shift()
      if (next !== undefined) controller.enqueue(encoder.encode(next))
      else if (failure !== undefined) controller.error(failure)
      else controller.close()
    },
  })
}

const BODIES: Record<string, () => Response> = {
  text: () => new Response('text'),
  empty: () => new Response(''),
  none: () => new Response(null),
  undefined: () => new Response(),
  json: () => Response.json({ text: 'ä🎂', list: [1, null] }),
  'next-json': () => NextResponse.json({ next: true }, { status: 201 }),
  bytes: () => new Response(new Uint8Array([0, 255, 128, 10])),
  buffer: () => new Response(new Uint8Array([1, 2, 3]).buffer),
  blob: () => new Response(new Blob(['blob'], { type: 'text/x-own' })),
  form: () => new Response(new URLSearchParams({ a: '1', b: 'ä' })),
  large: () => new Response('x'.repeat(1_000_000)),
  'large-json': () => Response.json(Array.from({ length: 20_000 }, (_, id) => ({ id }))),
  gzip: () =>
    new Response(gzipSync('packed'), {
      headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' },
    }),
  length: () => new Response('four', { headers: { 'content-length': '4' } }),
  stream: () => new Response(stream(['one', 'two', 'three'])),
  'empty-stream': () => new Response(stream([])),
  'failing-stream': () => new Response(stream(['one'], new Error('cut'))),
  'failing-at-once': () => new Response(stream([], new Error('cut'))),
  events: () =>
    new Response(stream(['data: 1\n\n', 'data: 2\n\n']), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
    }),
  lines: () =>
    new Response(stream(['{"a":1}\n', '{"a":2}\n']), {
      headers: { 'content-type': 'application/x-ndjson' },
    }),
  'byte-stream': () =>
    new Response(
      new ReadableStream({
        type: 'bytes',
        start(controller) {
          controller.enqueue(encoder.encode('bytes'))
          controller.close()
        },
      }),
    ),
  tee: () => new Response((new Response('teed').body as ReadableStream).tee()[0]),
  clone: () => new Response('cloned').clone(),
  used: () => {
    const response = new Response('used')
    void response.text()
    return response
  },
  error: () => Response.error(),
  html: () => new Response('<p>ä</p>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
  problem: () =>
    new Response('{"type":"about:blank","status":409}', {
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
    }),
  graphql: () =>
    new Response('{"errors":[{"message":"no"}]}', {
      status: 400,
      headers: { 'content-type': 'application/graphql-response+json' },
    }),
  'json-rpc': () =>
    Response.json(
      { jsonrpc: '2.0', id: 1, error: { code: -32600, message: 'no' } },
      { status: 400 },
    ),
  'spaced-json': () =>
    new Response('{ "error" : "no" }\n', {
      status: 422,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }),
  'broken-json': () =>
    new Response('{"error":', { status: 500, headers: { 'content-type': 'application/json' } }),
}

export const GET = withTracing(async (_request, context: { params: Promise<{ kind: string }> }) => {
  const { kind } = await context.params
  return (BODIES[kind] as () => Response)()
})
