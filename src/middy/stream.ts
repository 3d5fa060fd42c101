import { safeGet } from '../core/lib/safe-get.ts'
import { isNodeStream, isWebStream, type NodeStream } from '../core/lib/streams.ts'
import { statusOf } from './http-response.ts'
import {
  createStreamMeter,
  type StreamEnd,
  type StreamMeter,
  type Waiting,
} from './stream-meter.ts'

type Stream = NodeStream | ReadableStream

/**
 * Returns the stream that a response is, or that is the body of an HTTP response; `undefined` if
 * there is none.
 */
export function streamOf(response: unknown): Stream | undefined {
  if (isStream(response)) return response
  const body = statusOf(response) === undefined ? undefined : safeGet(response, 'body')
  return isStream(body) ? body : undefined
}

/**
 * Returns a stream of the same chunks, produced on demand. `onEnd` is called once. A stream that ends
 * as it should waits for what it returns.
 */
export function meteredStream(
  stream: Stream,
  onEnd: (end: StreamEnd) => Waiting,
): NodeJS.ReadableStream | ReadableStream {
  const meter = createStreamMeter(onEnd)
  return isWebStream(stream) ? meteredWebStream(stream, meter) : meteredNodeStream(stream, meter)
}

function meteredWebStream(stream: ReadableStream, meter: StreamMeter): ReadableStream {
  const reader = stream.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) {
            meter.count(value)
            controller.enqueue(value)
            return
          }
          await meter.end()
          controller.close()
        } catch (error) {
          await meter.end({ error })
          controller.error(error)
        }
      },
      cancel(reason) {
        void meter.end(undefined, true)
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 }, // reads nothing ahead of the consumer
  )
}

// The chunks are counted on their way through a stream of ours: a listener for `data` would make
// the body flow.
function meteredNodeStream(stream: NodeStream, meter: StreamMeter): NodeJS.ReadableStream {
  const { Transform, pipeline } = process.getBuiltinModule('node:stream')
  const through = new Transform({
    objectMode: stream.readableObjectMode === true,
    highWaterMark: 1, // reads nothing ahead of the consumer
    transform(chunk, _encoding, done) {
      meter.count(chunk)
      done(null, chunk)
    },
    flush(done) {
      const waiting = meter.end()
      if (waiting) void waiting.then(() => done())
      else done()
    },
  })
  let aborted = false
  // Before `pipeline` passes the error on, the body still shows whether the error is its own.
  through.once('error', () => {
    aborted = stream.errored === null && !stream.destroyed
  })
  pipeline(stream, through, (error) => {
    void meter.end(aborted ? undefined : { error }, aborted)
  })
  return through
}

function isStream(value: unknown): value is Stream {
  return isWebStream(value) || isNodeStream(value)
}
