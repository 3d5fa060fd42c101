import { classTag } from '../core/lib/class-tag.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { elapsedSince, ticks } from '../core/platform/clock.ts'
import { statusOf } from './response.ts'

/** How a streamed body ended. */
export interface StreamEnd {
  readonly bytes: number
  /** Milliseconds from the handler's return; none when no byte came. */
  readonly timeToFirstByte: number | undefined
  /** What its producer failed with. */
  readonly failure?: { readonly error: unknown } | undefined
  /** Whether its consumer left. */
  readonly aborted: boolean
}

/** The part of Node's `Readable` that is read. */
interface Readable extends NodeJS.ReadableStream {
  readonly errored: Error | null
  readonly destroyed: boolean
  readonly readableObjectMode: boolean
}

type Body = Readable | ReadableStream

/** The body that an HTTP response streams, or that a response is; `undefined` for one that is whole. */
export function streamOf(response: unknown): Body | undefined {
  if (isStream(response)) return response
  const body = statusOf(response) === undefined ? undefined : safeGet(response, 'body')
  return isStream(body) ? body : undefined
}

/** The same stream, chunk by chunk as it comes, that tells once how it ended. */
export function watchStream(body: Body, ended: (end: StreamEnd) => void): Body {
  const meter = meterOf(ended)
  return isWebStream(body) ? watchWebStream(body, meter) : watchNodeStream(body, meter)
}

interface Meter {
  count(chunk: unknown): void
  end(failure?: StreamEnd['failure'], aborted?: boolean): void
}

function meterOf(ended: (end: StreamEnd) => void): Meter {
  const startedAt = ticks()
  let bytes = 0
  let timeToFirstByte: number | undefined
  return {
    count(chunk) {
      timeToFirstByte ??= elapsedSince(startedAt)
      bytes += sizeOf(chunk)
    },
    end: (failure, aborted = false) => ended({ bytes, timeToFirstByte, failure, aborted }),
  }
}

function watchWebStream(body: ReadableStream, meter: Meter): ReadableStream {
  const reader = body.getReader()
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
          controller.close()
          meter.end()
        } catch (error) {
          controller.error(error)
          meter.end({ error })
        }
      },
      cancel(reason) {
        meter.end(undefined, true)
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 }, // nor here
  )
}

// A listener for data would set the stream flowing: the chunks are counted on their way through another.
function watchNodeStream(body: Readable, meter: Meter): Readable {
  const { Transform, pipeline } = process.getBuiltinModule('node:stream')
  const through = new Transform({
    objectMode: body.readableObjectMode,
    highWaterMark: 1, // what nobody asks for isn't read ahead
    transform(chunk, _encoding, done) {
      meter.count(chunk)
      done(null, chunk)
    },
  })
  let aborted = false
  // Whose error it is shows before the pipeline passes it on; a body that was closed early has none.
  through.once('error', () => {
    aborted = body.errored === null && !body.destroyed
  })
  pipeline(body, through, (error) => {
    if (error === null || error === undefined) meter.end()
    else meter.end(aborted ? undefined : { error }, aborted)
  })
  return through
}

function isStream(value: unknown): value is Body {
  return (
    isWebStream(value) ||
    typeof safeGet(safeGet(value, '_readableState'), 'objectMode') === 'boolean'
  )
}

function isWebStream(value: unknown): value is ReadableStream {
  return (
    typeof value === 'object' && value !== null && classTag(value) === '[object ReadableStream]'
  )
}

function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk)
  const size = safeGet(chunk, 'byteLength')
  return typeof size === 'number' ? size : 0
}
