import { guard } from '../core/outcome/guard.ts'
import type { TraceIdInBody } from '../core/propagation/trace-id-in-body.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { hopStep } from '../core/trace/step.ts'
import { beginTrace, settingsOf } from './begin.ts'
import { isDurable, isReplay } from './context.ts'
import { logEnding, logStreamEnding } from './ending.ts'
import { logLambdaStart } from './functions.ts'
import {
  type Ending,
  type EndingListener,
  EndingWatch,
  type MiddyRequest,
  watchOf,
} from './lifecycle.ts'
import type { LambdaTracingOptions } from './options.ts'
import { unwatch, watchProcessExit } from './process-exit.ts'
import { withBody, withTrace } from './response.ts'
import { streamOf, watchStream } from './stream.ts'
import { watchDeadline } from './timeout.ts'
import { parseTrigger } from './triggers/index.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
export type { LambdaContext } from './context.ts'
export {
  type BatchResponse,
  type EachRecordOptions,
  eachRecord,
  type ItemIdentifier,
  type RecordOf,
} from './each-record.ts'
export {
  createLambdaTraceContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  logServiceCall,
  type ServiceCall,
} from './functions.ts'
export type { Identify } from './identity.ts'
export type { LambdaTracingOptions } from './options.ts'
export { addTraceHeaders } from './response.ts'

/** The hooks that Middy calls; none of them returns a value, which would end the chain. */
export interface TracingMiddleware {
  before(request: MiddyRequest): void
  after(request: MiddyRequest): void
  onError(request: MiddyRequest): void
}

/**
 * Traces a Middy handler: takes up the caller's trace, writes the start and the one ending,
 * puts the trace id on the response. Register it first, so that it sees what the others do.
 *
 * @example
 * export const handler = middy().use(tracing()).use(httpErrorHandler()).handler(process)
 * @throws TypeError when an option is wrong
 */
export function tracing(options: LambdaTracingOptions = {}): TracingMiddleware {
  const settings = settingsOf(options) // fails here, if it does
  const owner = {}

  const begin = (request: MiddyRequest): void => {
    if (watchOf(request) !== undefined) return
    const { event, context } = request
    const trigger = parseTrigger(event, context)
    const trace = beginTrace({ event, context, trigger }, settings)
    new EndingWatch(request, owner, listenerOf(trace, settings.traceIdInBody, trigger))
    if (isReplay(context)) trace.info('Resumed')
    else logLambdaStart(trace)
    // A durable execution that is suspended ends here without an ending: others write that.
    if (isDurable(context)) trace.spanLeftOpen()
    else endInAnyCase(trace, context, settings.timeoutMarginMs)
    // Synchronous up to here: a context entered after an await would not reach the handler.
    trace.enter()
  }

  // A second tracing() in a chain adds no trace, and has no say in the first one's.
  const ownWatch = (request: MiddyRequest): EndingWatch | undefined => {
    const watch = watchOf(request)
    return watch?.owner === owner ? watch : undefined
  }

  return {
    before(request) {
      guard(() => begin(request))
    },
    after(request) {
      ownWatch(request)?.succeeded()
    },
    onError(request) {
      // A middleware before ours that throws in its `before` leaves us without one.
      guard(() => begin(request))
      ownWatch(request)?.failed()
    },
  }
}

/** Writes the ending also when nobody hears of one: no time is left, or the process ends. */
function endInAnyCase(trace: RequestTrace, context: unknown, margin: number | undefined): void {
  const stopTimer = watchDeadline(trace, context, margin)
  watchProcessExit(trace)
  trace.onEnd(() => {
    stopTimer()
    unwatch(trace)
  })
}

function listenerOf(
  trace: RequestTrace,
  mode: TraceIdInBody,
  { answersHttp, refusal }: TriggerEvent,
): EndingListener {
  const answer = (response: unknown): unknown =>
    answersHttp ? (guard(() => withTrace(response, trace, mode)) ?? response) : response
  return {
    end(ending) {
      const streamed = guard(() => watchedStream(trace, ending))
      if (streamed === undefined) guard(() => logEnding(trace, ending, refusal))
      return answer(streamed ?? ending.response)
    },
    answerLate: answer,
  }
}

/** The response with a stream that writes the ending when it ends; `undefined` for one that is whole. */
function watchedStream(trace: RequestTrace, { response, failure }: Ending): unknown {
  const stream = failure === undefined ? streamOf(response) : undefined
  if (stream === undefined) return undefined
  // Begun, it is named where time runs out: nobody may have read the stream. It has no record of its own.
  const step = hopStep('response body')
  const sending = trace.steps.begin(step)
  const body = watchStream(stream, (end) => {
    trace.steps.finish(step, sending, undefined)
    logStreamEnding(trace, response, end)
  })
  return withBody(response, stream, body)
}
