import { ABORTED } from '../core/outcome/outcome.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { hopStep } from '../core/trace/step.ts'
import { responseMetadata } from './ending-metadata.ts'
import { logLambdaEnding } from './functions.ts'
import { withBody } from './http-response.ts'
import { meteredStream, streamOf } from './stream.ts'
import type { StreamEnd, Waiting } from './stream-meter.ts'

/**
 * Returns a response with a stream that writes the ending when it ends; `undefined` if the response
 * does not stream.
 */
export function streamedResponse(trace: RequestTrace, response: unknown): unknown {
  const stream = streamOf(response)
  if (stream === undefined) return undefined
  // A step without a record: the ending of a timeout names it among the open steps.
  const step = hopStep('response body')
  const sending = trace.steps.begin(step)
  const body = meteredStream(stream, (end) => {
    trace.steps.finish(step, sending, undefined)
    return logStreamEnding(trace, response, end)
  })
  return withBody(response, stream, body)
}

/**
 * Writes the ending of an invocation by the end of its streamed body.
 * @returns a promise if an exporter must send what it has
 */
export function logStreamEnding(trace: RequestTrace, response: unknown, end: StreamEnd): Waiting {
  const { bytes, timeToFirstByte, failure, aborted } = end
  const metadata = { ...responseMetadata(response), bytes, timeToFirstByte }
  if (aborted) trace.end('Lambda aborted', ABORTED, metadata)
  else logLambdaEnding(trace, failure, metadata)
  return trace.writer.spans?.flush()
}
