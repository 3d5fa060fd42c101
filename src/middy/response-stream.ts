import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { RequestEnding } from './middy-request.ts'
import { tracedResponse } from './response.ts'
import { createStreamMeter } from './stream-meter.ts'
import { logStreamEnding } from './streamed-response.ts'

/** The stream that Lambda gives to a streaming handler. */
export interface ResponseStream {
  write(...args: unknown[]): unknown
  end(...args: unknown[]): unknown
  once(event: string, listener: () => void): unknown
  readonly writableFinished: boolean
  readonly destroyed: boolean
  /** Set by `HttpResponseStream.from`: sends the status and the headers as JSON, then eight zeros. */
  _onBeforeFirstWrite?: (send: Send) => void
}

type Send = (part: unknown) => unknown

/** Whether a handler's second argument is a stream, so that the handler streams. */
export function isResponseStream(value: unknown): value is ResponseStream {
  return typeof safeGet(value, 'write') === 'function'
}

/**
 * Watches a stream that a handler writes to, and adds the trace id to the headers that it sends.
 * @returns what the end of the handler must call: it waits for the last byte, writes the ending,
 * and waits for the exporters
 */
export function watchResponseStream(
  trace: RequestTrace,
  stream: ResponseStream,
): (failure: RequestEnding['failure']) => Promise<void> {
  let sent: unknown
  const meter = createStreamMeter((end) => logStreamEnding(trace, sent, end))
  const withTraceId = (part: unknown): unknown => {
    if (typeof part !== 'string') return part
    sent = tracedResponse(JSON.parse(part), trace, 'never')
    return JSON.stringify(sent)
  }
  for (const name of ['write', 'end'] as const) {
    const original = stream[name]
    stream[name] = (...args) => {
      const { _onBeforeFirstWrite: sendHead } = stream
      if (sendHead !== undefined && sent === undefined)
        stream._onBeforeFirstWrite = (send) =>
          sendHead((part) => send(guard(() => withTraceId(part)) ?? part))
      if (args[0] !== undefined) meter.count(args[0])
      return original.apply(stream, args)
    }
  }
  return async (failure) => {
    if (failure === undefined) await closed(stream)
    await meter.end(failure, failure === undefined && !stream.writableFinished)
  }
}

async function closed(stream: ResponseStream): Promise<void> {
  if (stream.writableFinished || stream.destroyed) return
  await new Promise<void>((resolve) => {
    for (const event of ['finish', 'close', 'error']) stream.once(event, resolve)
  })
}
